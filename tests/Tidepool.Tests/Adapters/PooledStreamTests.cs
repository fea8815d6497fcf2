using System.Buffers;
using System.Text.Json;
using CsCheck;

namespace Tidepool.Tests.Adapters;

/// <summary>The documented contracts of <see cref="Stream"/> and <see cref="IBufferWriter{T}"/>, with <see cref="MemoryStream"/> as the model.</summary>
[Trait("Requirement", "E3")]
public class PooledStreamTests
{
    private enum Kind
    {
        Write,
        WriteByte,
        WriteBySpan,
        Read,
        ReadByte,
        Seek,
        SetLength,
        CopyTo,
    }

    [Theory]
    [InlineData(PoolMode.Standard)]
#if !MUTATION // These take seconds for each mutant, and find nothing in the stream that the first mode doesn't.
    [InlineData(PoolMode.Checked)]
    [InlineData(PoolMode.Guarded)]
#endif
    public void Programs_DoWhatTheyDoOnAMemoryStream(PoolMode mode) =>
        (from blockSize in Gen.Int[1, 300]
         from steps in Gen.Select(Gen.Enum<Kind>(), Gen.Frequency((1, Gen.Const(0)), (7, Gen.Int[0, 700]))).Array[1, 60]
         select (blockSize, steps)).Sample(
            test =>
            {
                using BytePool pool = new(new BytePoolOptions { Mode = mode, QuarantineLength = 2, OnMisuse = static _ => { } });
                Dirty(pool);
                using MemoryStream model = new();
                using (PooledStream stream = new(pool, test.blockSize))
                {
                    byte mark = 0;
                    foreach ((Kind kind, int value) in test.steps)
                    {
                        Assert.Equal(Do(model, kind, value, ++mark), Do(stream, kind, value, mark));
                        Assert.Equal((model.Length, model.Position), (stream.Length, stream.Position));
                    }

                    Assert.Equal(model.ToArray(), stream.ToArray());
                    Assert.Equal(model.ToArray(), stream.GetReadOnlySequence().ToArray());
                }

                Assert.Equal(0, pool.GetStatistics().Rented);
            },
            iter: 200);

    [Fact]
    public void Members_AfterDispose_Throw()
    {
        using BytePool pool = new(new BytePoolOptions());
        PooledStream stream = new(pool);
        stream.Write([1, 2, 3]);
        stream.Dispose();
        stream.Dispose();
        Assert.Equal((false, false, false), (stream.CanRead, stream.CanWrite, stream.CanSeek));
        byte[] buffer = new byte[4];
        foreach (Action use in (Action[])
        [
            () => _ = stream.Length, () => _ = stream.Position, () => stream.Position = 0, () => _ = stream.Capacity, () => stream.Capacity = 5,
            () => stream.Seek(0, SeekOrigin.Begin), () => stream.SetLength(1),
            () => _ = stream.Read(buffer), () => _ = stream.Read(buffer, 0, 1), () => stream.ReadByte(),
            () => stream.Write(buffer), () => stream.Write(buffer, 0, 1), () => stream.WriteByte(1),
            () => stream.ToArray(), () => stream.CopyToLease(), () => stream.WriteTo(Stream.Null), () => stream.CopyTo(Stream.Null),
            () => stream.GetReadOnlySequence(), () => stream.TryGetBuffer(out _),
            () => stream.GetSpan(), () => stream.GetMemory(), () => stream.Advance(0), () => stream.Advance(-1),
        ])
        {
            Assert.Throws<ObjectDisposedException>(use);
        }

        Assert.Equal(0, pool.GetStatistics().Rented);
    }

    [Fact]
    [Trait("Requirement", "B10")]
    public void BadArguments_AreRefusedAndNothingIsLost()
    {
        using BytePool pool = new(new BytePoolOptions());
        using PooledStream stream = new(pool);
        stream.Write([1, 2, 3]);
        byte[] buffer = new byte[4];
        Assert.Throws<ArgumentNullException>(() => new PooledStream(null!));
        Assert.Equal("blockSize", Assert.Throws<ArgumentOutOfRangeException>(() => new PooledStream(pool, 0)).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Position = -1);
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.SetLength(-1));
        Assert.Throws<ArgumentException>(() => stream.Seek(0, (SeekOrigin)9));
        Assert.Throws<IOException>(() => stream.Seek(-4, SeekOrigin.End));
        Assert.Throws<ArgumentNullException>(() => stream.Write(null!, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Write(buffer, -1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Read(buffer, 2, 3));
        Assert.Throws<ArgumentNullException>(() => stream.WriteTo(null!));
        Assert.Throws<ArgumentNullException>(() => stream.CopyTo(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Advance(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.GetSpan(-1));
        Assert.Throws<InvalidOperationException>(() => stream.Advance(1_000_000));
        Assert.Equal([1, 2, 3], stream.ToArray());
    }

    [Fact]
    public async Task AsynchronousMembers_CompleteAtOnce_AndHeedCancellation()
    {
        using BytePool pool = new(new BytePoolOptions());
        await using PooledStream stream = new(pool, 10);
        byte[] data = [.. Enumerable.Range(0, 95).Select(static value => (byte)value)];
        await stream.WriteAsync(data, TestContext.Current.CancellationToken);
#pragma warning disable CA1835 // This overload is under test.
        await stream.WriteAsync(data, 0, 5, TestContext.Current.CancellationToken);
#pragma warning restore CA1835
        await stream.FlushAsync(TestContext.Current.CancellationToken);
        stream.Position = 0;
        byte[] read = new byte[200];
        Assert.Equal(100, await stream.ReadAsync(read, TestContext.Current.CancellationToken));
        Assert.Equal(data, read[..95]);
        stream.Position = 3;
        using MemoryStream copy = new();
        await stream.CopyToAsync(copy, TestContext.Current.CancellationToken);
        Assert.Equal(stream.ToArray()[3..], copy.ToArray());

        CancellationToken cancelled = new(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await stream.WriteAsync(data, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await stream.ReadExactlyAsync(read, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream.FlushAsync(cancelled));
        Assert.Equal(100, stream.Length);
    }

    [Fact]
    public void WriteTo_FromAnyPosition_WritesTheWholeStreamAndLeavesThePosition()
    {
        using BytePool pool = new(new BytePoolOptions());
        using PooledStream stream = new(pool, 10);
        byte[] data = [.. Enumerable.Range(0, 95).Select(static value => (byte)value)];
        stream.Write(data);
        stream.Position = 42;
        using MemoryStream copy = new();
        stream.WriteTo(copy);
        Assert.Equal(data, copy.ToArray());
        Assert.Equal(42, stream.Position);
    }

    [Fact]
    public void TryGetBuffer_OfOneBlock_IsTheStreamItself()
    {
        using BytePool pool = new(new BytePoolOptions());
        using PooledStream stream = new(pool, 100);
        stream.Write([1, 2, 3]);
        Assert.True(stream.TryGetBuffer(out ArraySegment<byte> buffer));
        buffer[1] = 9;
        Assert.Equal([1, 9, 3], stream.ToArray());
        stream.SetLength(101);
        Assert.False(stream.TryGetBuffer(out _));
    }

    [Fact]
    public void WholeStream_OfManyBlocks_IsWrittenAndRefusedWithoutAllocating()
    {
        using BytePool pool = new(new BytePoolOptions { LeakSamplingInterval = 0 });
        using PooledStream stream = new(pool, 10);
        stream.Write(new byte[10_000]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        stream.WriteTo(Stream.Null);
        bool isOneBlock = stream.TryGetBuffer(out _);
        Assert.Equal((0, false), (GC.GetAllocatedBytesForCurrentThread() - before, isOneBlock));
    }

    [Fact]
    public void CopyToLease_HoldsTheWholeStream_AndOutlivesIt()
    {
        using BytePool pool = new(new BytePoolOptions());
        PooledStream stream = new(pool, 10);
        using ByteLease empty = stream.CopyToLease();
        Assert.Equal(0, empty.Length);
        byte[] data = [.. Enumerable.Range(0, 95).Select(static value => (byte)value)];
        stream.Write(data);
        stream.Position = 42;
        using ByteLease copy = stream.CopyToLease();
        Assert.Equal(42, stream.Position);
        stream.Dispose();
        Assert.Equal(data, copy.Span);
        Assert.Equal(2, pool.GetStatistics().Rented);
    }

    [Fact]
    [Trait("Requirement", "B5")]
    public void CopyToLease_BeyondTheBudget_ChangesNothing()
    {
        using BytePool pool = new(new BytePoolOptions { MinSize = 1_024, MaxSize = 1_024, MaxTotalBytes = 4_096 });
        using PooledStream stream = new(pool, 1_024);
        stream.Write(new byte[3_000]);
        Assert.Throws<InsufficientMemoryException>(() => { stream.CopyToLease().Return(); });
        Assert.Equal((3_000, 3), (stream.Length, pool.GetStatistics().Rented));
    }

    [Fact]
    public void JsonWriter_WritesIntoIt()
    {
        using BytePool pool = new(new BytePoolOptions { Mode = PoolMode.Checked });
        using PooledStream stream = new(pool, 64);
        using (Utf8JsonWriter writer = new((IBufferWriter<byte>)stream))
        {
            JsonSerializer.Serialize(writer, Enumerable.Range(0, 1_000));
        }

        stream.Position = 0;
        Assert.Equal(Enumerable.Range(0, 1_000), JsonSerializer.Deserialize<int[]>(stream)!);
    }

    [Fact]
    [Trait("Requirement", "B6")]
    public void Length_BeyondTheLongestArray()
    {
        const int BlockSize = 256 * 1024 * 1024;
        const long Far = 9L * BlockSize;
        using BytePool pool = new(new BytePoolOptions { MaxSize = BlockSize, MaxIdleBytesPerBucket = null });
        using PooledStream stream = new(pool, BlockSize);
        while (stream.Length < Far)
        {
            // Nothing is written, so the operating system commits no memory for it.
            Assert.Equal(BlockSize, stream.GetMemory(BlockSize).Length);
            stream.Advance(BlockSize);
        }

        stream.Write([5, 6, 7]);
        Assert.Equal((Far + 3, Far + 3), (stream.Length, stream.Position));
        Assert.Equal(Far + 1, stream.Seek(-2, SeekOrigin.Current));
        Assert.Equal(6, stream.ReadByte());
        stream.Position = Far - 1;
        stream.Write([3, 4]);
        byte[] across = new byte[4];
        stream.Seek(-4, SeekOrigin.End);
        stream.ReadExactly(across);
        Assert.Equal([3, 4, 6, 7], across);
        Assert.Throws<InvalidOperationException>(stream.ToArray);
        Assert.Equal([4, 6, 7], stream.GetReadOnlySequence().Slice(Far).ToArray());
        stream.SetLength(Far - BlockSize);
        Assert.Equal((Far - BlockSize, 8), (stream.Position, pool.GetStatistics().Rented));
    }

    [Fact]
    [Trait("Requirement", "B10")]
    public void Positions_AtTheEndOfAllNumbers_AreRefused()
    {
        using BytePool pool = new(new BytePoolOptions());
        using PooledStream stream = new(pool);
        stream.Write([1, 2, 3]);
        stream.Position = long.MaxValue;
        Assert.Equal((0, -1), (stream.Read(new byte[10]), stream.ReadByte()));
        Assert.Throws<IOException>(() => stream.WriteByte(1));
        Assert.Throws<IOException>(() => stream.GetSpan());
        Assert.Throws<InvalidOperationException>(() => stream.Advance(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Seek(1, SeekOrigin.Current));
        Assert.Throws<IOException>(() => stream.SetLength(long.MaxValue));
        Assert.Throws<IOException>(() => stream.Seek(long.MinValue, SeekOrigin.Begin));
        Assert.Equal((3, long.MaxValue, 1), (stream.Length, stream.Position, pool.GetStatistics().Rented));
        Assert.Equal([1, 2, 3], stream.ToArray());
    }

    [Fact]
    [Trait("Requirement", "B5")]
    [Trait("Requirement", "B10")]
    public async Task Write_BeyondTheBudget_ChangesNothing()
    {
        using BytePool pool = new(new BytePoolOptions { MinSize = 1_024, MaxSize = 1_024, MaxTotalBytes = 4_096 });
        await using PooledStream stream = new(pool, 1_024);
        stream.Write([1, 2, 3]);
        Assert.Throws<InsufficientMemoryException>(() => stream.Write(new byte[10_000]));
        Assert.Throws<InsufficientMemoryException>(() => stream.SetLength(10_000));
        ValueTask writing = stream.WriteAsync(new byte[10_000], TestContext.Current.CancellationToken);
        Assert.True(writing.IsFaulted);
        await Assert.ThrowsAsync<InsufficientMemoryException>(async () => await writing);
        Assert.Equal((3, 3, 1_024), (stream.Length, stream.Position, stream.Capacity));
        Assert.Equal(1, pool.GetStatistics().Rented);
        Assert.Equal([1, 2, 3], stream.ToArray());
    }

    [Fact]
    [Trait("Requirement", "B5")]
    public void Advance_OverWhatTheBudgetDoesNotAllow_MayBeTriedAgain()
    {
        using BytePool pool = new(new BytePoolOptions { MinSize = 1_024, MaxSize = 2_048, SizeClasses = SizeClassLadder.PowersOfTwo, MaxTotalBytes = 4_096 });
        using PooledStream stream = new(pool, 1_024);
        ByteLease other = pool.Rent(2_048);
        stream.GetSpan(2_000)[..2_000].Fill(7);
        Assert.Throws<InsufficientMemoryException>(() => stream.Advance(2_000));
        other.Return();
        stream.Advance(2_000);
        Assert.Equal(Enumerable.Repeat((byte)7, 2_000), stream.ToArray());
        Assert.Equal(2, pool.GetStatistics().Rented);
    }

    [Fact]
    public async Task AsynchronousMembers_AfterDispose_TellAsThoseOfAMemoryStream()
    {
        using BytePool pool = new(new BytePoolOptions());
        PooledStream stream = new(pool);
        await stream.DisposeAsync();
        ValueTask<int> reading = stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken);
        ValueTask writing = stream.WriteAsync(new byte[1], TestContext.Current.CancellationToken);
        Assert.True(reading.IsFaulted && writing.IsFaulted);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await reading);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await writing);
        Assert.Throws<ObjectDisposedException>(() => { _ = stream.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken); });
    }

    /// <summary>Leaves dirty buffers in the pool, so that no zeros come by chance.</summary>
    private static void Dirty(BytePool pool)
    {
        ByteLease[] leases = [.. Enumerable.Range(0, 20).Select(_ => pool.Rent(300))];
        Array.ForEach(leases, static lease => lease.Span.Fill(0xEE));
        Array.ForEach(leases, static lease => lease.Return());
    }

    /// <returns>The result that the caller sees.</returns>
    private static string Do(Stream stream, Kind kind, int value, byte mark)
    {
        byte[] data = [.. Enumerable.Repeat(mark, value)];
        switch (kind)
        {
            case Kind.Write:
                stream.Write(data);
                return "";
            case Kind.WriteByte:
                stream.WriteByte(mark);
                return "";
            case Kind.WriteBySpan when stream is PooledStream pooled:
                data.CopyTo(pooled.GetSpan(value));
                pooled.Advance(value);
                return "";
            case Kind.WriteBySpan:
                stream.Write(data);
                return "";
            case Kind.Read:
                int read = stream.ReadAtLeast(data, value, throwOnEndOfStream: false);
                return $"{read}: {Convert.ToHexString(data, 0, read)}";
            case Kind.ReadByte:
                return $"{stream.ReadByte()}";
            case Kind.Seek:
                return $"{stream.Seek(value, SeekOrigin.Begin)}";
            case Kind.SetLength:
                stream.SetLength(value);
                return "";
            default:
                using (MemoryStream copy = new())
                {
                    stream.CopyTo(copy);
                    return Convert.ToHexString(copy.ToArray());
                }
        }
    }
}
