using MessageRelay.Load;
using MessageRelay.Run;
using Xunit;

namespace MessageRelay.Tests;

public class MessagePlanTests
{
    private static MessageMix Broker => MessageMix.Parse(MessageMix.Broker);

    [Fact]
    public void Plan_SameSeed_SameMessages()
    {
        MessagePlan one = new(Broker, 50_000_000, 16, seed: 5);
        MessagePlan two = new(Broker, 50_000_000, 16, seed: 5);
        MessagePlan other = new(Broker, 50_000_000, 16, seed: 6);
        Assert.Equal(First(one), First(two));
        Assert.NotEqual(First(one), First(other));

        static PlannedMessage[] First(MessagePlan plan) => [.. Enumerable.Range(0, 100).Select(i => plan[3, i])];
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(16)]
    public void Plan_AnyMessage_GoesToEverybodyElseAndLiesWithinCorpus(int clients)
    {
        const int CorpusLength = 5_000_000;
        MessagePlan plan = new(Broker, CorpusLength, clients, seed: 1);
        for (int sender = 1; sender <= clients; sender++)
        {
            HashSet<int> recipients = [];
            for (int i = 0; i < 2000; i++)
            {
                PlannedMessage message = plan[sender, i];
                recipients.Add(message.Recipient);
                Assert.InRange(message.Size, 100, 2 * 1024 * 1024);
                Assert.InRange(message.Offset, 0, CorpusLength - message.Size);
            }

            Assert.Equal(Enumerable.Range(1, clients).Where(id => id != sender), recipients.Order());
        }
    }

    [Fact]
    public void Mix_ManySizes_FollowWeightsAndMean()
    {
        const int Count = 200_000;
        MessagePlan plan = new(Broker, 50_000_000, 2, seed: 1);
        int[] sizes = [.. Enumerable.Range(0, Count).Select(i => plan[1, i].Size)];

        Assert.InRange(sizes.Count(size => size < 4096) / (double)Count, 0.69, 0.71);
        Assert.InRange(sizes.Count(size => size is >= 4096 and < 32 * 1024) / (double)Count, 0.19, 0.21);
        Assert.InRange(sizes.Count(size => size is >= 32 * 1024 and < 256 * 1024) / (double)Count, 0.075, 0.085);
        Assert.InRange(sizes.Count(size => size >= 256 * 1024) / (double)Count, 0.018, 0.022);
        Assert.InRange(sizes.Average() / Broker.MeanSize, 0.97, 1.03);
    }

    [Fact]
    public void Mix_EndsOfRange_AreTheLimits()
    {
        MessageMix mix = MessageMix.Parse("1:100-4k,3:8k-8k");
        Assert.Equal(100, mix.SizeAt(0, 0));
        Assert.InRange(mix.SizeAt(0.2499, 1 - 1e-12), 4095, 4096);
        Assert.Equal(8192, mix.SizeAt(0.25, 0));
        Assert.Equal(8192, mix.SizeAt(1 - 1e-12, 1 - 1e-12));
        Assert.Equal(8192, mix.MaxSize);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1:100")]
    [InlineData("1:100-4k,")]
    [InlineData("x:100-200")]
    [InlineData("1:0-200")]
    [InlineData("1:200-100")]
    [InlineData("0:100-200")]
    [InlineData("NaN:100-200")]
    [InlineData("1:100-99999999999")]
    [InlineData("1:100-4096m")]
    [Trait("Requirement", "B10")]
    public void Mix_Malformed_SaysWhatIsWrong(string text)
    {
        Assert.False(MessageMix.TryParse(text, out MessageMix? mix, out string? error));
        Assert.Null(mix);
        Assert.NotEmpty(error!);
    }

    [Fact]
    public void Corpus_RuntimeFiles_AreRealAndLimited()
    {
        Corpus corpus = Corpus.Load(Corpus.RuntimeDirectory, 1, 3_000_000);
        Assert.Equal(3_000_000, corpus.Length);
        Assert.True(corpus.Files > 0);
        Assert.True(corpus.Slice(0, corpus.Length).ContainsAnyExcept((byte)0));
    }

    [Fact]
    [Trait("Requirement", "B10")]
    public void Corpus_TooLittleData_SaysHowMuchIsThere()
    {
        RelayFailedException exception =
            Assert.Throws<RelayFailedException>(() => Corpus.Load(Corpus.RuntimeDirectory, int.MaxValue, int.MaxValue - 100_000_000));
        Assert.Contains("Choose a mix of smaller ones", exception.Message, StringComparison.Ordinal);
    }
}
