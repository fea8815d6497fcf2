namespace Tidepool.Tests.Adapters;

/// <summary>A stream exactly at its limits, and its exceptions beyond them.</summary>
[Trait("Requirement", "E3")]
[Trait("Requirement", "B10")]
public class PooledStreamLimitsTests
{
    private const int BlockSize = 100;

    [Fact]
    public void Constructor_BlockSizeOutOfRange_NamesTheLimit()
    {
        using BytePool pool = new(new BytePoolOptions());
        foreach (int blockSize in (int[])[0, -1, Array.MaxLength + 1])
        {
            ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => new PooledStream(pool, blockSize));
            Assert.Equal(("blockSize", blockSize), (error.ParamName, error.ActualValue));
            Assert.Contains($"1 to {Array.MaxLength:N0} bytes", error.Message, StringComparison.Ordinal);
        }

        new PooledStream(pool, 1).Dispose();
        new PooledStream(pool, Array.MaxLength).Dispose();
    }

    [Fact]
    public void NullArrays_AreRefusedByNameInEachOverload()
    {
        using PooledStream stream = new(BytePool.Shared);
        Assert.Throws<ArgumentNullException>("buffer", () => stream.Read(null!, 0, 0));
        Assert.Throws<ArgumentNullException>("buffer", () => stream.Write(null!, 0, 0));
        Assert.Throws<ArgumentNullException>("buffer", () => { _ = stream.ReadAsync(null!, 0, 0, TestContext.Current.CancellationToken); });
        Assert.Throws<ArgumentNullException>("buffer", () => { _ = stream.WriteAsync(null!, 0, 0, TestContext.Current.CancellationToken); });
    }

    [Fact]
    public void CopyTo_BadArguments_AreRefusedEvenOfAnEmptyStream()
    {
        using PooledStream stream = new(BytePool.Shared);
        Assert.Throws<ArgumentOutOfRangeException>("bufferSize", () => stream.CopyTo(Stream.Null, 0));
        Assert.Throws<ArgumentNullException>("destination", () => stream.CopyTo(null!, 1));
        Assert.Throws<ArgumentNullException>("destination", () => { _ = stream.CopyToAsync(null!, 1, TestContext.Current.CancellationToken); });
        Assert.Throws<ArgumentOutOfRangeException>("bufferSize", () => { _ = stream.CopyToAsync(Stream.Null, 0, TestContext.Current.CancellationToken); });
    }

    [Fact]
    public void Arrays_AreReadAndWrittenWithinTheirPart()
    {
        using PooledStream stream = new(BytePool.Shared);
        stream.Write([1, 2, 3, 4], 1, 2);
        stream.Position = 0;
        byte[] read = [9, 9, 9, 9];
        Assert.Equal(2, stream.Read(read, 1, 3));
        Assert.Equal([9, 2, 3, 9], read);
    }

    [Fact]
    public async Task Arrays_AreReadAsynchronouslyWithinTheirPart()
    {
        await using PooledStream stream = new(BytePool.Shared);
        stream.Write([2, 3]);
        stream.Position = 0;
        byte[] read = [9, 9, 9, 9];
#pragma warning disable CA1835 // This overload is under test.
        Assert.Equal(2, await stream.ReadAsync(read, 1, 3, TestContext.Current.CancellationToken));
#pragma warning restore CA1835
        Assert.Equal([9, 2, 3, 9], read);
    }

    [Fact]
    public void Seek_ToTheBeginningFromTheEnd_Works_AndOneFurtherIsRefused()
    {
        using PooledStream stream = new(BytePool.Shared);
        stream.Write([1, 2, 3]);
        Assert.Equal(0, stream.Seek(-3, SeekOrigin.End));
        Assert.Contains("to position -1, which is before the beginning",
            Assert.Throws<IOException>(() => stream.Seek(-1, SeekOrigin.Current)).Message, StringComparison.Ordinal);
        Assert.Contains("9 is not a valid seek origin", Assert.Throws<ArgumentException>("origin", () => stream.Seek(0, (SeekOrigin)9)).Message,
            StringComparison.Ordinal);
        Assert.Equal(0, stream.Position);
        Assert.Equal(long.MaxValue, stream.Seek(long.MaxValue, SeekOrigin.Begin));
    }

    [Fact]
    public void Write_AtTheEndOfAllNumbers_TellsWhichLimitItMeets()
    {
        using PooledStream stream = new(BytePool.Shared);
        stream.Position = long.MaxValue;
        Assert.Contains("1 byte at position 9,223,372,036,854,775,807 would pass",
            Assert.Throws<IOException>(() => stream.WriteByte(1)).Message, StringComparison.Ordinal);
        stream.Position = long.MaxValue - 1;
        Assert.Contains("Create it with larger blocks", Assert.Throws<IOException>(() => stream.WriteByte(1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GetSpan_OutOfRange_NamesTheLimit()
    {
        using PooledStream stream = new(BytePool.Shared);
        foreach (int hint in (int[])[-1, Array.MaxLength + 1])
        {
            ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>("sizeHint", () => stream.GetSpan(hint));
            Assert.Contains($"0 to {Array.MaxLength:N0} bytes", error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Nothing is written, so the operating system commits no memory for it.</summary>
    [Fact]
    public void GetMemory_OfAsMuchAsABufferHolds_GivesIt()
    {
        using BytePool pool = new(new BytePoolOptions());
        using PooledStream stream = new(pool, BlockSize);
        Assert.Equal(Array.MaxLength, stream.GetMemory(Array.MaxLength).Length);
    }

    /// <summary>A stream may have this many blocks, so the budget refuses them. One more is refused by the stream itself.</summary>
    [Fact]
    public void SetLength_ToAsManyBlocksAsThereMayBe_IsLeftToThePool()
    {
        using BytePool pool = new(new BytePoolOptions { MaxTotalBytes = 1_024 });
        using PooledStream stream = new(pool, 1);
        Assert.Throws<InsufficientMemoryException>(() => stream.SetLength(Array.MaxLength));
        Assert.Throws<IOException>(() => stream.SetLength(Array.MaxLength + 1L));
        Assert.Equal((0, 0), (stream.Length, pool.GetStatistics().Rented));
    }

    [Fact]
    public void Capacity_Set_RentsBlocksAndGivesBackThoseBeyondTheEnd()
    {
        using BytePool pool = new(new BytePoolOptions());
        using PooledStream stream = new(pool, BlockSize);
        stream.Write(new byte[BlockSize + 1]);
        foreach ((long capacity, int blocks) in ((long, int)[])[(2 * BlockSize, 2), ((4 * BlockSize) + 1, 5), (BlockSize + 1, 2)])
        {
            stream.Capacity = capacity;
            Assert.Equal((blocks, blocks * BlockSize), (pool.GetStatistics().Rented, stream.Capacity));
        }

        ArgumentOutOfRangeException failure = Assert.Throws<ArgumentOutOfRangeException>(() => stream.Capacity = BlockSize);
        Assert.Equal(("value", (long)BlockSize), (failure.ParamName, failure.ActualValue));
        Assert.Equal((BlockSize + 1, BlockSize + 1, 2 * BlockSize), (stream.Length, stream.Position, stream.Capacity));
        Assert.Equal(new byte[BlockSize + 1], stream.ToArray());
        stream.SetLength(0);
        stream.Capacity = 0;
        Assert.Equal((0, 0L), (pool.GetStatistics().Rented, stream.Capacity));
    }

    [Fact]
    [Trait("Requirement", "B5")]
    public void Capacity_SetBeyondTheBudget_ChangesNothing()
    {
        using BytePool pool = new(new BytePoolOptions { MinSize = 1_024, MaxSize = 1_024, MaxTotalBytes = 4_096 });
        using PooledStream stream = new(pool, 1_024);
        stream.Capacity = 4_096;
        Assert.Throws<InsufficientMemoryException>(() => stream.Capacity = 4_097);
        Assert.Equal((4, 4_096L), (pool.GetStatistics().Rented, stream.Capacity));
        stream.Write(new byte[4_096]);
    }

    [Fact]
    public void GetSpan_OfARestOfABlock_IsThatRest()
    {
        using BytePool pool = new(new BytePoolOptions());
        using PooledStream stream = new(pool, BlockSize);
        stream.Write(new byte[40]);
        Assert.Equal(60, stream.GetSpan().Length);
        Assert.Equal(60, stream.GetSpan(60).Length);
        Assert.Equal(1, pool.GetStatistics().Rented);
        Assert.Equal(61, stream.GetSpan(61).Length);
        Assert.Equal((2, BlockSize), (pool.GetStatistics().Rented, stream.Capacity));
    }

    [Fact]
    public void GetSpan_AskedAgain_HoldsOneBufferBesideTheBlocks_AndDisposeNone()
    {
        using BytePool pool = new(new BytePoolOptions());
        PooledStream stream = new(pool, BlockSize);
        stream.GetSpan(200);
        stream.GetSpan(300);
        Assert.Equal(1, pool.GetStatistics().Rented);
        stream.Dispose();
        Assert.Equal(0, pool.GetStatistics().Rented);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 50, 100)]
    [InlineData(60, 40, 40)]
    [InlineData(60, 200, 200)]
    [InlineData(1_000, 0, 0)]
    public void Advance_GoesAsFarAsThereIsRoom_AndNoFurther(int position, int hint, int room)
    {
        using PooledStream stream = new(BytePool.Shared, BlockSize);
        stream.Position = position;
        if (hint > 0)
        {
            stream.GetSpan(hint);
        }

        string message = Assert.Throws<InvalidOperationException>(() => stream.Advance(room + 1)).Message;
        Assert.Contains($"by {room + 1:N0} {(room == 0 ? "byte" : "bytes")}: only {room:N0} left", message, StringComparison.Ordinal);
        Assert.Equal((0, position), (stream.Length, stream.Position));
        stream.Advance(room);
        Assert.Equal((position + room, position + room), (stream.Length, stream.Position));
    }

    /// <summary>The rest of the next block holds an earlier renter's bytes, not what was written to the span.</summary>
    [Fact]
    [Trait("Requirement", "B8")]
    public void Advance_AfterBytesAcrossBlocks_WantsNewRoom()
    {
        using BytePool pool = new(new BytePoolOptions());
        using PooledStream stream = new(pool, BlockSize);
        stream.Write(new byte[80]);
        stream.GetSpan(40).Fill(1);
        stream.Advance(30);
        Assert.Contains("only 0 left", Assert.Throws<InvalidOperationException>(() => stream.Advance(10)).Message, StringComparison.Ordinal);
        stream.Advance(0);
        Assert.Equal([.. new byte[80], .. Enumerable.Repeat((byte)1, 30)], stream.ToArray());
        stream.GetSpan(10).Fill(2);
        stream.Advance(4);
        stream.Advance(6);
        Assert.Equal(Enumerable.Repeat((byte)2, 10), stream.ToArray()[110..]);
    }

    [Fact]
    [Trait("Requirement", "B8")]
    public void Advance_WithoutGetSpan_FindsNoRoomInTheCapacity()
    {
        using PooledStream stream = new(BytePool.Shared, BlockSize);
        stream.Capacity = BlockSize;
        Assert.Contains("only 0 left", Assert.Throws<InvalidOperationException>(() => stream.Advance(1)).Message, StringComparison.Ordinal);
        Assert.Equal(0, stream.Length);
    }

    [Fact]
    public void Advance_BehindTheEnd_FillsTheGapWithZerosAndKeepsWhatWasWritten()
    {
        using BytePool pool = new(new BytePoolOptions());
        ByteLease dirty = pool.Rent(BlockSize);
        dirty.Span.Fill(0xEE);
        dirty.Return();
        using PooledStream stream = new(pool, BlockSize);
        stream.Write([1, 2]);
        stream.Position = 4;
        stream.GetSpan(3)[..3].Fill(7);
        stream.Advance(3);
        Assert.Equal([1, 2, 0, 0, 7, 7, 7], stream.ToArray());
    }

    /// <summary>Longer than any array, but nothing is written: the operating system commits no memory for it.</summary>
    [Fact]
    public void OneBuffer_OfMoreThanAnArrayHolds_NamesTheWayOut()
    {
        const int Large = 1 << 30;
        using BytePool pool = new(new BytePoolOptions { MaxSize = Large });
        using PooledStream stream = new(pool, Large);
        for (int block = 0; block < 2; block++)
        {
            stream.GetMemory(Large);
            stream.Advance(Large);
        }

        foreach (Action copy in (Action[])[() => stream.ToArray(), () => stream.CopyToLease()])
        {
            string message = Assert.Throws<InvalidOperationException>(copy).Message;
            Assert.Contains($"holds 2,147,483,648 bytes, but an array at most {Array.MaxLength:N0}", message, StringComparison.Ordinal);
            Assert.Contains(nameof(PooledStream.GetReadOnlySequence), message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task CopyToAsync_HandsTheTokenOn()
    {
        await using PooledStream stream = new(BytePool.Shared);
        stream.WriteByte(1);
        stream.Position = 0;
        using MemoryStream copy = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream.CopyToAsync(copy, new CancellationToken(canceled: true)));
        Assert.Equal(0, copy.Length);
    }

    [Fact]
    public async Task CopyToAsync_ToAStreamThatIgnoresTheToken_IsCancelledAllTheSame()
    {
        await using PooledStream stream = new(BytePool.Shared, 1);
        await using SlowStream destination = new();
        CancellationToken cancelled = new(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream.CopyToAsync(destination, cancelled));
        stream.Write([1, 2]);
        stream.Position = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream.CopyToAsync(destination, cancelled));

        using CancellationTokenSource cancellation = new();
#pragma warning disable CA2025 // It is awaited below.
        Task copying = stream.CopyToAsync(destination, cancellation.Token);
#pragma warning restore CA2025
        await cancellation.CancelAsync();
        destination.Finish();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => copying);
        Assert.Equal(1, stream.Position);
    }

    [Fact]
    public async Task CopyToAsync_WhereTheStreamIsDisposedMeanwhile_TellsSo()
    {
        await using PooledStream stream = new(BytePool.Shared, 1);
        stream.Write([1, 2]);
        stream.Position = 0;
        await using SlowStream destination = new();
#pragma warning disable CA2025 // It is awaited below.
        Task copying = stream.CopyToAsync(destination, TestContext.Current.CancellationToken);
#pragma warning restore CA2025
        await stream.DisposeAsync();
        destination.Finish();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => copying);
    }

    /// <summary>A caller that blocks its synchronization context, as old UI code does, still gets its copy.</summary>
    [Fact]
    public async Task CopyToAsync_UnderAContext_DoesNotNeedIt()
    {
        await using PooledStream stream = new(BytePool.Shared);
        stream.WriteByte(1);
        stream.Position = 0;
        await using SlowStream destination = new();
        CountingContext context = new();
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(context);
#pragma warning disable CA2025 // It is awaited below, outside the context.
        Task copying = stream.CopyToAsync(destination, TestContext.Current.CancellationToken);
#pragma warning restore CA2025
        SynchronizationContext.SetSynchronizationContext(before);
        destination.Finish();
        await copying;
        Assert.Equal((0, 1), (context.Posts, stream.Position));
    }

    /// <summary>A stream whose write completes on request.</summary>
    private sealed class SlowStream : MemoryStream
    {
        private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal void Finish() => _finished.SetResult();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => new(_finished.Task);
    }

    private sealed class CountingContext : SynchronizationContext
    {
        private int _posts;

        internal int Posts => Volatile.Read(ref _posts);

        public override void Post(SendOrPostCallback d, object? state)
        {
            Interlocked.Increment(ref _posts);
            base.Post(d, state);
        }
    }
}
