using MessageRelay.Client;
using MessageRelay.Load;
using MessageRelay.Memory;
using MessageRelay.Server;
using MessageRelay.Wire;
using Xunit;

namespace MessageRelay.Tests;

/// <summary>The checking client must notice messages that were changed, misdirected, repeated or lost.</summary>
public class RelayClientTests
{
    private const int MaxPayload = 64 * 1024;
    private const string Mix = "1:100-64k";

    private static readonly Corpus s_corpus = Corpus.Load(Corpus.RuntimeDirectory, MaxPayload, 4 * 1024 * 1024);

    private static readonly NewArrayMemory s_memory = new();

    private static readonly MessagePlan s_plan = new(MessageMix.Parse(Mix), s_corpus.Length, 4, seed: 9);

    [Fact]
    public void Check_MessageAsPlanned_FindsNothing()
    {
        using RelayClient client = CreateClient(2);
        (int sender, long sequence) = MessageFor(2);
        client.Check(Sealed(2, sender, sequence), out string? defect);
        Assert.Null(defect);
    }

    [Fact]
    public void Check_PayloadChangedUnderRightChecksum_SaysChanged()
    {
        using RelayClient client = CreateClient(2);
        (int sender, long sequence) = MessageFor(2);
        client.Check(Sealed(2, sender, sequence, frame => frame[^1] ^= 1), out string? defect);
        Assert.Contains("changed", defect, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_PayloadCutShortUnderRightChecksum_SaysChanged()
    {
        using RelayClient client = CreateClient(2);
        (int sender, long sequence) = MessageFor(2);
        byte[] shorter = Sealed(2, sender, sequence)[..^1];
        Frame.Seal(shorter, new FrameHeader(2, sender, sequence, 0));
        client.Check(shorter, out string? defect);
        Assert.Contains("changed", defect, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_ChecksumWrong_SaysSo()
    {
        using RelayClient client = CreateClient(2);
        (int sender, long sequence) = MessageFor(2);
        byte[] frame = Sealed(2, sender, sequence);
        frame[^1] ^= 1;
        client.Check(frame, out string? defect);
        Assert.Contains("checksum", defect, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_MessageTwice_SaysSo()
    {
        using RelayClient client = CreateClient(2);
        (int sender, long sequence) = MessageFor(2);
        byte[] frame = Sealed(2, sender, sequence);
        client.Check(frame, out _);
        client.Check(frame, out string? defect);
        Assert.Contains("twice or out of order", defect, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_MessageOfSomebodyElse_SaysSo()
    {
        using RelayClient client = CreateClient(2);
        (int sender, long sequence) = MessageFor(3, butNotFrom: 2);

        // Once as the server got it, and once as if the server had written the wrong recipient into it.
        client.Check(Sealed(3, sender, sequence), out string? misdirected);
        client.Check(Sealed(2, sender, sequence), out string? relabelled);
        Assert.Contains("isn't its own", misdirected, StringComparison.Ordinal);
        Assert.Contains("meant for 3", relabelled, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("new")]
    [InlineData("arraypool")]
    [InlineData("tidepool")]
    [InlineData("counting")]
    [Trait("Requirement", "S3")]
    public async Task Fleet_AnyMemory_LosesAndChangesNothing(string memory)
    {
        await using RunningRelay relay = new(memory);
        ClientSettings settings = new(relay.Server.Port, 8, 4, "8:100-64k,1:500k-1m", RunningRelay.MaxPayload, 3);
        Corpus corpus = Corpus.Load(Corpus.RuntimeDirectory, RunningRelay.MaxPayload, 8 * 1024 * 1024);
        using ClientFleet fleet = new(settings, corpus, TestContext.Current.CancellationToken);
        await fleet.ConnectAsync(TestContext.Current.CancellationToken);
        fleet.StartMeasuring();
        fleet.Start();
        while (fleet.Received < 1000)
        {
            await await Task.WhenAny(fleet.Failure, Task.Delay(5, TestContext.Current.CancellationToken));
        }

        ClientSample sample = await fleet.FinishAsync(TestContext.Current.CancellationToken);
        Assert.Null(sample.FirstDefect);
        Assert.Equal(0, sample.Defective);
        Assert.Equal(0, sample.Lost);
        Assert.Equal(sample.Received, sample.Measured);
        Assert.Equal(sample.Latencies.Order(), sample.Latencies);
        RelayCounters counters = relay.Server.Counters;
        Assert.Equal(sample.Sent, counters.Received);
        if (relay.Memory.CountRented() is not null)
        {
            await relay.StopAsync();
        }
    }

    private static RelayClient CreateClient(int id) =>
        new(id, new ClientSettings(0, 4, 1, Mix, MaxPayload, 9), s_plan, s_corpus, s_memory);

    private static (int Sender, long Sequence) MessageFor(int recipient, int butNotFrom = 0) =>
        (from sender in Enumerable.Range(1, 4)
         where sender != butNotFrom
         from sequence in Enumerable.Range(0, 100)
         where s_plan[sender, sequence].Recipient == recipient
         select (sender, (long)sequence)).First();

    private static byte[] Sealed(int recipient, int sender, long sequence, Action<byte[]>? spoil = null)
    {
        PlannedMessage planned = s_plan[sender, sequence];
        byte[] frame = new byte[Frame.HeaderSize + planned.Size];
        s_corpus.Slice(planned.Offset, planned.Size).CopyTo(frame.AsSpan(Frame.HeaderSize));
        spoil?.Invoke(frame);
        Frame.Seal(frame, new FrameHeader(recipient, sender, sequence, SentAt: 1));
        return frame;
    }
}
