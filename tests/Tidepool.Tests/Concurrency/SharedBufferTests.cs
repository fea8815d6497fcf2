namespace Tidepool.Tests.Concurrency;

/// <summary>A large buffer that threads take from one another is shared from then on; one that a single thread uses settles there.</summary>
[Collection(RunsAlone.Name)]
public class SharedBufferTests
{
    private const int Size = 8 * 1024;

    /// <summary>To take a buffer from another thread makes a slot, and costs a barrier.</summary>
    [Fact]
    [Trait("Requirement", "B4")]
    public void Rent_BufferThatTwoThreadsUseInTurn_IsTakenFromNobodyAgain()
    {
        using BytePool pool = NewPool();
        using Colleague other = new();
        other.Do(() => pool.Rent(Size).Return());
        byte[] array = RentAndReturn(pool);
        other.Do(() => RentAndReturn(pool));
        long allocated = 0;
        for (int turn = 0; turn < 1_000; turn++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            pool.Rent(Size).Return();
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            other.Do(() => Assert.Same(array, RentAndReturn(pool)));
        }

        Assert.Equal(0, allocated);
        Assert.Equal((1, 2_002), (pool.GetStatistics().Misses, pool.GetStatistics().Hits));
        Books.AssertAllReturned(pool.GetStatistics(), 2_003, int.MaxValue);
    }

    [Fact]
    [Trait("Requirement", "B4")]
    public void Rent_SharedBufferThatOneThreadGoesOnUsing_BecomesThatThreadsOwn()
    {
        using BytePool pool = NewPool();
        using Colleague other = new();
        other.Do(() => pool.Rent(Size).Return());
        byte[] array = RentAndReturn(pool);
        Assert.False(IsAtHome(pool), "At first it is shared.");
        for (int turn = 0; turn < 20; turn++)
        {
            Assert.Same(array, RentAndReturn(pool));
        }

        Assert.True(IsAtHome(pool), "Nobody else wanted it.");
        other.Do(() => Assert.Same(array, RentAndReturn(pool)));
        Assert.False(IsAtHome(pool), "Somebody else wanted it.");
        Assert.Equal(1, pool.GetStatistics().Misses);
    }

    /// <summary>The one that came back last is the one that is still in the processor's cache.</summary>
    [Fact]
    [Trait("Requirement", "B7")]
    public void Rent_OneOfManySharedBuffers_IsTheOneThatCameBackLast()
    {
        const int Count = 8;
        using BytePool pool = NewPool();
        using Colleague other = new();
        other.Do(() => Buffers.ReturnAll(Buffers.RentMany(pool, Count, Size)));
        Buffers.ReturnAll(Buffers.RentMany(pool, Count, Size));
        byte[] last = RentAndReturn(pool);
        for (int turn = 0; turn < 100; turn++)
        {
            other.Do(() => Assert.Same(last, RentAndReturn(pool)));
            Assert.Same(last, RentAndReturn(pool));
        }

        Books.AssertAllReturned(pool.GetStatistics(), (2 * Count) + 201, int.MaxValue);
    }

    private static byte[] RentAndReturn(BytePool pool)
    {
        using ByteLease lease = pool.Rent(Size);
        return Buffers.ArrayOf(lease);
    }

    private static bool IsAtHome(BytePool pool)
    {
        using ByteLease lease = pool.Rent(Size);
        return lease.Slot!.Keeper.Thread is not null;
    }

    private static BytePool NewPool() => new(new BytePoolOptions
    {
        MinSize = Size,
        MaxSize = Size,
        DecayTime = Timeout.InfiniteTimeSpan,
        TimeProvider = new ManualClock(),
    });
}
