namespace Tidepool.Tests.Adapters;

/// <summary>Writing bytes that belong to the stream itself, as with <c>stream.Write(stream.GetBuffer(), …)</c> of a memory stream.</summary>
[Trait("Requirement", "E3")]
public class PooledStreamOwnBytesTests
{
    private const int BlockSize = 8;

    private static readonly int[] s_positions = [0, 1, 3, 7, 8, 12, 15, 17, 23, 24];

    /// <summary>The number of blocks, the block to write, and the position to write it at.</summary>
    public static TheoryData<int, int, int> Places
    {
        get
        {
            TheoryData<int, int, int> places = [];
            foreach ((int blocks, int block) in new[] { (1, 0), (3, 0), (3, 1), (3, 2) })
            {
                Array.ForEach(s_positions, position => places.Add(blocks, block, position));
            }

            return places;
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Write_OfOneOfTheStreamsBlocks_WritesWhatItHeld(int blocks, int block, int position)
    {
        byte[] bytes = BytesOf(blocks * BlockSize);
        using BytePool pool = new(new BytePoolOptions());
        using PooledStream stream = PooledStream.FromBytes(pool, bytes, BlockSize);
        using MemoryStream expected = new();
        expected.Write(bytes);
        foreach ((int from, int count) in new[] { (0, BlockSize), (1, 6), (5, 3) })
        {
            byte[] held = stream.ToArray()[((block * BlockSize) + from)..][..count];
            stream.Position = position;
            stream.Write(BlockOf(stream, block).Span.Slice(from, count));
            expected.Position = position;
            expected.Write(held);
            Assert.Equal(expected.ToArray(), stream.ToArray());
            Assert.Equal(expected.Position, stream.Position);
        }
    }

    private static ReadOnlyMemory<byte> BlockOf(PooledStream stream, int block)
    {
        foreach (ReadOnlyMemory<byte> part in stream.GetReadOnlySequence())
        {
            if (block-- == 0)
            {
                return part;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(block));
    }

    private static byte[] BytesOf(int length) => [.. Enumerable.Range(1, length).Select(static value => (byte)value)];
}
