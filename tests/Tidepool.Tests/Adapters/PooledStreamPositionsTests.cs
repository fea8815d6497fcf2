using System.Buffers;
using System.Text.Json;

namespace Tidepool.Tests.Adapters;

/// <summary>Reading at any position without moving there, the bytes in one piece, the length limit and the tag.</summary>
[Trait("Requirement", "E3")]
public class PooledStreamPositionsTests
{
    private const int BlockSize = 100;

    public static TheoryData<PoolMode> Modes => [.. Enum.GetValues<PoolMode>()];

    [Theory]
    [MemberData(nameof(Modes))]
    public void ReadAt_AnyPosition_ReadsThereAndMovesNothing(PoolMode mode)
    {
        using BytePool pool = new(new BytePoolOptions { Mode = mode });
        byte[] bytes = BytesOf(350);
        using PooledStream stream = PooledStream.FromBytes(pool, bytes, BlockSize);
        stream.Position = 17;
        byte[] read = new byte[120];
        foreach (int position in (int[])[0, 1, 99, 100, 101, 199, 230, 231, 349, 350])
        {
            int expected = Math.Min(read.Length, bytes.Length - position);
            Assert.Equal(expected, stream.ReadAt(read, position));
            Assert.Equal(bytes.AsSpan(position, expected), read.AsSpan(0, expected));
        }

        Assert.Equal(0, stream.ReadAt(read, 351));
        Assert.Equal(0, stream.ReadAt(read, long.MaxValue));
        Assert.Equal(0, stream.ReadAt([], 0));
        Assert.Equal((17L, 350L), (stream.Position, stream.Length));
        Assert.Throws<ArgumentOutOfRangeException>("position", () => stream.ReadAt(read, -1));
        stream.Dispose();
        Assert.Throws<ObjectDisposedException>(() => stream.ReadAt(read, 0));
        Assert.Throws<ObjectDisposedException>(() => stream.ReadAt(read, -1));
    }

    [Fact]
    public void ReadAt_OnSeveralThreadsAtOnce_ReadsWhatIsThere()
    {
        byte[] bytes = BytesOf(10_000);
        using PooledStream stream = PooledStream.FromBytes(BytePool.Shared, bytes, BlockSize);
        Parallel.For(0, 64, thread =>
        {
            byte[] read = new byte[333];
            for (int position = thread; position < bytes.Length; position += 61)
            {
                int count = stream.ReadAt(read, position);
                Assert.Equal(bytes.AsSpan(position, count), read.AsSpan(0, count));
            }
        });
    }

    [Theory]
    [InlineData(0, 350)]
    [InlineData(0, 0)]
    [InlineData(350, 0)]
    [InlineData(99, 2)]
    [InlineData(100, 100)]
    [InlineData(37, 300)]
    public async Task WriteTo_APart_WritesItAndMovesNothing(int offset, int count)
    {
        byte[] bytes = BytesOf(350);
        await using PooledStream stream = PooledStream.FromBytes(BytePool.Shared, bytes, BlockSize);
        stream.Position = 5;
        using MemoryStream target = new();
#pragma warning disable CA1849 // The synchronous method is under test.
        stream.WriteTo(target, offset, count);
#pragma warning restore CA1849
        Assert.Equal(bytes.AsSpan(offset, count), target.ToArray().AsSpan());
        target.SetLength(0);
        await stream.WriteToAsync(target, offset, count, TestContext.Current.CancellationToken);
        Assert.Equal(bytes.AsSpan(offset, count), target.ToArray().AsSpan());
        Assert.Equal(5, stream.Position);
    }

    [Fact]
    [Trait("Requirement", "B10")]
    public async Task WriteTo_APartThatIsNot_IsRefusedBeforeAByteIsWritten()
    {
        await using PooledStream stream = PooledStream.FromBytes(BytePool.Shared, BytesOf(350), BlockSize);
        using MemoryStream target = new();
        foreach ((long offset, long count, string name) in ((long, long, string)[])[(-1, 1, "offset"), (351, 0, "offset"),
            (0, -1, "count"), (0, 351, "count"), (350, 1, "count"), (1, long.MaxValue, "count")])
        {
            ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(name, () => stream.WriteTo(target, offset, count));
            Assert.Equal(name == "offset" ? offset : count, error.ActualValue);
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(name,
                () => stream.WriteToAsync(target, offset, count, TestContext.Current.CancellationToken));
        }

        Assert.Throws<ArgumentNullException>("stream", () => stream.WriteTo(null!, 0, 0));
        Assert.Throws<ArgumentNullException>("stream", () => { _ = stream.WriteToAsync(null!, 0, 0, TestContext.Current.CancellationToken); });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream.WriteToAsync(target, 0, 350, new CancellationToken(canceled: true)));
        Assert.Equal(0, target.Length);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void TryGetReadOnlyMemory_OfOneBlock_GivesTheStreamsOwnBytesInEveryMode(PoolMode mode)
    {
        using BytePool pool = new(new BytePoolOptions { Mode = mode });
        using PooledStream stream = new(pool, BlockSize);
        Assert.True(stream.TryGetReadOnlyMemory(out ReadOnlyMemory<byte> memory));
        Assert.True(memory.IsEmpty);
        byte[] bytes = BytesOf(BlockSize);
        stream.Write(bytes);
        stream.Position = 3;
        Assert.True(stream.TryGetReadOnlyMemory(out memory));
        Assert.Equal(bytes.AsSpan(), memory.Span);
        stream.WriteByte(200);
        Assert.Equal(200, memory.Span[3]);

        // One more byte needs a second block.
        stream.Position = BlockSize;
        stream.WriteByte(1);
        Assert.False(stream.TryGetReadOnlyMemory(out memory));
        Assert.True(memory.IsEmpty);
        stream.SetLength(BlockSize);
        Assert.True(stream.TryGetReadOnlyMemory(out memory));
        Assert.Equal(BlockSize, memory.Length);
        stream.Dispose();
        Assert.Throws<ObjectDisposedException>(() => stream.TryGetReadOnlyMemory(out _));
    }

    [Fact]
    public void FromBytes_HoldsACopyFromItsBeginningAndGrows()
    {
        using BytePool pool = new(new BytePoolOptions());
        byte[] bytes = BytesOf(250);
        using (PooledStream stream = PooledStream.FromBytes(pool, bytes, BlockSize))
        {
            Assert.Equal((0L, 250L), (stream.Position, stream.Length));
            bytes[0] ^= 1;
            Assert.NotEqual(bytes[0], stream.ReadByte());
            stream.Position = 250;
            stream.WriteByte(9);
            Assert.Equal(251, stream.Length);
        }

        Assert.Equal(0, pool.GetStatistics().Rented);
        using PooledStream empty = PooledStream.FromBytes(pool, []);
        Assert.Equal(0, empty.Length);
        Assert.Throws<ArgumentNullException>("pool", () => PooledStream.FromBytes(null!, bytes));
        using BytePool small = new(new BytePoolOptions { MaxTotalBytes = 200 });
        Assert.Throws<InsufficientMemoryException>(() => PooledStream.FromBytes(small, bytes, BlockSize));
        Assert.Equal(0, small.GetStatistics().Rented);
    }

    [Fact]
    [Trait("Requirement", "B10")]
    public void MaxLength_IsReachedButNotExceeded_AndNothingChangesThen()
    {
        using BytePool pool = new(new BytePoolOptions());
        using PooledStream stream = new(pool, BlockSize) { MaxLength = 150, Tag = "upload" };
        stream.Write(BytesOf(150));
        (string, Action)[] uses =
        [
            ("151", () => stream.WriteByte(1)),
            ("350", () => stream.Write(BytesOf(200))),
            ("151", () => stream.SetLength(151)),
            ("151", () => stream.Capacity = 151),
            ("160", () => Advance(10)),
        ];
        foreach ((string wanted, Action use) in uses)
        {
            IOException error = Assert.Throws<IOException>(use);
            Assert.Contains($"\"upload\" would grow to {wanted} bytes, but its MaxLength is 150", error.Message, StringComparison.Ordinal);
            Assert.Equal((150L, 150L), (stream.Position, stream.Length));
        }

        stream.Position = 151;
        Assert.Throws<IOException>(() => stream.GetMemory());
        Assert.Equal(2, pool.GetStatistics().Rented);
        stream.Position = 0;
        stream.Write(BytesOf(150));
        stream.SetLength(150);
        Assert.Throws<ArgumentOutOfRangeException>("value", () => new PooledStream(pool) { MaxLength = -1 });
        using PooledStream none = new(pool) { MaxLength = 0 };
        none.Write([]);
        Assert.Throws<IOException>(() => none.WriteByte(1));
        using PooledStream unlimited = new(pool);
        Assert.Equal(long.MaxValue, unlimited.MaxLength);

        void Advance(int count)
        {
            stream.GetMemory(count);
            stream.Advance(count);
        }
    }

    /// <summary>A writer asks for more room than it takes.</summary>
    [Fact]
    public void MaxLength_OfAStreamThatAWriterFillsExactly_IsEnough()
    {
        using PooledStream stream = new(BytePool.Shared) { MaxLength = 4 };
        using (Utf8JsonWriter writer = new((IBufferWriter<byte>)stream))
        {
            writer.WriteBooleanValue(true);
        }

        Assert.Equal("true"u8, stream.ToArray().AsSpan());
    }

    [Fact]
    public void Tag_IsShownByToStringAndByExceptions()
    {
        PooledStream stream = new(BytePool.Shared, BlockSize) { Tag = "order 7" };
        stream.Write(BytesOf(1_050));
        Assert.Equal("PooledStream \"order 7\" (1,050 bytes, 11 blocks of 100)", stream.ToString());
        stream.Dispose();
        Assert.Equal("PooledStream \"order 7\" (disposed)", stream.ToString());
        ObjectDisposedException error = Assert.Throws<ObjectDisposedException>(() => stream.Length);
        Assert.Contains("\"order 7\"", error.Message, StringComparison.Ordinal);
        Assert.Equal(typeof(PooledStream).FullName, error.ObjectName);
        using PooledStream untagged = new(BytePool.Shared, BlockSize);
        Assert.Null(untagged.Tag);
        Assert.Equal("PooledStream (0 bytes, 0 blocks of 100)", untagged.ToString());
        untagged.WriteByte(1);
        Assert.Equal("PooledStream (1 byte, 1 block of 100)", untagged.ToString());
    }

    private static byte[] BytesOf(int count)
    {
        byte[] bytes = new byte[count];
        for (int index = 0; index < count; index++)
        {
            bytes[index] = (byte)(index * 13);
        }

        return bytes;
    }
}
