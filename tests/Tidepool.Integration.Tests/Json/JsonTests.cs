using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace Tidepool.Integration.Tests.Json;

/// <summary><see cref="System.Text.Json"/> into buffers of the pool, and out of them.</summary>
[Trait("Requirement", "E3")]
public class JsonTests
{
    private static readonly byte[] s_expected = JsonSerializer.SerializeToUtf8Bytes(RealData.Members);

    [Theory]
    [InlineData(BufferLayout.Segmented)]
    [InlineData(BufferLayout.Contiguous)]
    public async Task Writer_HoldsWhatIsSerializedToIt(BufferLayout layout)
    {
        using WatchedPool watched = new();
        using (PooledBufferWriter writer = new(watched.Pool, layout))
        {
            using (Utf8JsonWriter json = new(writer))
            {
                JsonSerializer.Serialize(json, RealData.Members);
            }

            Assert.Equal(s_expected, writer.WrittenSequence.ToArray());
            AssertMembers(Deserialize(writer.WrittenSequence));
            using JsonDocument document = JsonDocument.Parse(writer.WrittenSequence);
            Assert.Equal(RealData.Members.Count, document.RootElement.GetArrayLength());
            if (layout == BufferLayout.Contiguous)
            {
                AssertMembers(JsonSerializer.Deserialize<Member[]>(writer.WrittenSpan));
            }
        }

        await watched.AssertCleanAsync();
    }

    /// <summary>Fewer members where the blocks are small: checked mode notes who rented each.</summary>
    [Theory]
    [InlineData(100, 500)]
    [InlineData(16_384, int.MaxValue)]
    public async Task Stream_HoldsWhatIsSerializedToIt(int blockSize, int mostMembers)
    {
        Member[] members = [.. RealData.Members.Take(mostMembers)];
        byte[] expected = JsonSerializer.SerializeToUtf8Bytes(members);
        Assert.InRange(expected.Length, 10 * blockSize, int.MaxValue);
        using WatchedPool watched = new();
        await using (PooledStream stream = new(watched.Pool, blockSize))
        {
            await JsonSerializer.SerializeAsync(stream, members, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(expected, stream.ToArray());
            stream.Position = 0;
            AssertMembers(expected, await JsonSerializer.DeserializeAsync<Member[]>(stream, cancellationToken: TestContext.Current.CancellationToken));

            // As a buffer writer, overwriting the contents.
            stream.SetLength(0);
            using Utf8JsonWriter json = new((IBufferWriter<byte>)stream);
            JsonSerializer.Serialize(json, members);
            Assert.Equal(expected, stream.ToArray());
            AssertMembers(expected, Deserialize(stream.GetReadOnlySequence()));
        }

        await watched.AssertCleanAsync();
    }

    [Fact]
    public async Task Pipe_CarriesWhatIsSerializedToIt()
    {
        using WatchedPool watched = new();
        Pipe pipe = new(new PipeOptions(watched.Pool.AsMemoryPool()));
        Task writing = WriteAsync(pipe.Writer);
        AssertMembers(await JsonSerializer.DeserializeAsync<Member[]>(pipe.Reader, cancellationToken: TestContext.Current.CancellationToken));
        await writing;
        await pipe.Reader.CompleteAsync();

        await watched.AssertCleanAsync();
    }

    private static async Task WriteAsync(PipeWriter writer)
    {
        await JsonSerializer.SerializeAsync(writer, RealData.Members, cancellationToken: TestContext.Current.CancellationToken);
        await writer.CompleteAsync();
    }

    private static Member[]? Deserialize(ReadOnlySequence<byte> bytes)
    {
        Utf8JsonReader reader = new(bytes);
        return JsonSerializer.Deserialize<Member[]>(ref reader);
    }

    private static void AssertMembers(Member[]? members) => AssertMembers(s_expected, members);

    private static void AssertMembers(byte[] expected, Member[]? members) => Assert.Equal(expected, JsonSerializer.SerializeToUtf8Bytes(members));
}
