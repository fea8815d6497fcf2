using System.Runtime.CompilerServices;

namespace Tidepool.Tests.Budget;

/// <summary>Every way in which a buffer can come back, or be dropped, wakes the first in line.</summary>
[Collection(Concurrency.RunsAlone.Name)]
[Trait("Requirement", "B5")]
public class WakeUpTests
{
    private const int Large = BudgetedPools.MaxSize + 1;

    [Theory]
    [InlineData(nameof(ByteLease.Return), false)]
    [InlineData(nameof(ByteLease.Dispose), false)]
    [InlineData(nameof(ByteLease.Return), true)]
    public void Return_OnTheHomeThread_Wakes(string way, bool clears)
    {
        using BytePool pool = BudgetedPools.New(3 * BudgetedPools.Size, options => options.ClearOnReturn = clears);
        Action<ByteLease> giveBack = way == nameof(ByteLease.Return) ? static lease => lease.Return() : static lease => lease.Dispose();
        for (int index = 0; index < 3; index++)
        {
            // One of them is in the hot slot, the other two aren't.
            ByteLease[] held = BudgetedPools.RentMany(pool, 3);
            Task<ByteLease> waiting = BudgetedPools.Await(pool);
            giveBack(held[index]);
            BudgetedPools.Granted(waiting).Return();
            BudgetedPools.ReturnAll([.. held.Where(static lease => !lease.IsReturned)]);
            BudgetedPools.AssertWholeBudgetIsFree(pool);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(200)]
    public void Return_InPlaceAfterManyHits_Wakes(int hits)
    {
        using BytePool pool = BudgetedPools.New(2 * BudgetedPools.Size);
        for (int round = 0; round < 3; round++)
        {
            for (int hit = 0; hit < hits; hit++)
            {
                pool.Rent(BudgetedPools.Size).Return();
            }

            ByteLease[] held = BudgetedPools.RentMany(pool, 2);
            Task<ByteLease> first = BudgetedPools.Await(pool);
            Task<ByteLease> second = BudgetedPools.Await(pool);
            BudgetedPools.ReturnAll(held);
            BudgetedPools.ReturnAll(BudgetedPools.Granted(first), BudgetedPools.Granted(second));
        }

        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Return_OnAnotherThread_Wakes(bool clears)
    {
        using BytePool pool = BudgetedPools.New(2 * BudgetedPools.Size, options => options.ClearOnReturn = clears);
        ByteLease[] held = BudgetedPools.RentMany(pool, 2);
        Task<ByteLease> first = BudgetedPools.Await(pool);
        Task<ByteLease> second = BudgetedPools.Await(pool);
        OtherThread.Run(() => BudgetedPools.ReturnAll(held));
        BudgetedPools.ReturnAll(BudgetedPools.Granted(first), BudgetedPools.Granted(second));
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public void Return_WithoutAHome_Wakes(int cap)
    {
        using BytePool pool = BudgetedPools.New(BudgetedPools.Size, options => options.MaxBuffersPerBucket = cap);
        ByteLease held = BudgetedPools.Hold(pool);
        for (int round = 0; round < 20; round++)
        {
            // A buffer granted to a waiter is no thread's resident.
            Task<ByteLease> waiting = BudgetedPools.Await(pool);
            held.Return();
            held = BudgetedPools.Granted(waiting);
        }

        held.Return();
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    [Theory]
    [InlineData(PoolMode.Standard, Large)]
    [InlineData(PoolMode.Unpooled, BudgetedPools.Size)]
    [Trait("Requirement", "S11")]
    public void Return_Unpooled_Wakes(PoolMode mode, int size)
    {
        using BytePool pool = BudgetedPools.New(size, options => options.Mode = mode);
        ByteLease held = BudgetedPools.Hold(pool, size);
        Task<ByteLease> same = BudgetedPools.Await(pool, size);
        Task<ByteLease> lesser = BudgetedPools.Await(pool, 16);
        held.Return();
        BudgetedPools.Granted(same).Return();
        BudgetedPools.Granted(lesser).Return();
        BudgetedPools.AssertQuiet(pool);
    }

    [Theory]
    [InlineData(nameof(Allocator.Return))]
    [InlineData(nameof(Allocator.Dispose))]
    public void Allocator_GivesItsBufferBack_Wakes(string way)
    {
        using BytePool pool = BudgetedPools.New(BudgetedPools.Size);
        using Allocator allocator = pool.Allocate(BudgetedPools.Size);
        Task<ByteLease> waiting = BudgetedPools.Await(pool);
        (way == nameof(Allocator.Return) ? (Action)allocator.Return : allocator.Dispose)();
        BudgetedPools.Granted(waiting).Return();
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    [Fact]
    public void Return_BuffersOfOtherSizes_WakeOneWhoNeedsTheRoomOfAll()
    {
        using BytePool pool = BudgetedPools.New(BudgetedPools.MaxSize);
        ByteLease[] held = [.. Enumerable.Range(10, 6).Select(power => BudgetedPools.Hold(pool, 1 << power)), BudgetedPools.Hold(pool, 1_024)];
        Task<ByteLease> waiting = BudgetedPools.Await(pool, BudgetedPools.MaxSize);
        for (int index = 0; index < held.Length; index++)
        {
            Assert.False(waiting.IsCompleted);
            held[index].Return();
        }

        BudgetedPools.Granted(waiting).Return();
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    [Theory]
    [Trait("Requirement", "B3")]
    [InlineData(PoolMode.Standard, BudgetedPools.Size, false)]
    [InlineData(PoolMode.Standard, BudgetedPools.Size, true)]
    [InlineData(PoolMode.Standard, Large, false)]
    [InlineData(PoolMode.Unpooled, BudgetedPools.Size, false)]
    public void DroppedLease_FoundByTheCollector_Wakes(PoolMode mode, int size, bool threadEnds)
    {
        using BytePool pool = BudgetedPools.New(size, options => options.Mode = mode);
        if (threadEnds)
        {
            OtherThread.Run(() => Drop(pool, size));
        }
        else
        {
            Drop(pool, size);
        }

        Task<ByteLease> waiting = BudgetedPools.Await(pool, size);
        FullCollections.RunUntil(() => waiting.IsCompleted);
        BudgetedPools.Granted(waiting).Return();
        BudgetedPools.AssertQuiet(pool);
        Assert.Equal(1, pool.GetStatistics().Abandoned);
    }

    [Fact]
    [Trait("Requirement", "B7")]
    public void Return_LeasesOfAThreadThatEnded_Wakes()
    {
        using BytePool pool = BudgetedPools.New(4 * BudgetedPools.Size);
        ByteLease[] held = OtherThread.Run(() => BudgetedPools.RentMany(pool, 4));
        for (int index = 0; index < held.Length; index++)
        {
            Task<ByteLease> waiting = BudgetedPools.Await(pool);
            FullCollections.Run(1);
            Assert.False(waiting.IsCompleted);
            held[index].Return();
            held[index] = BudgetedPools.Granted(waiting);
        }

        BudgetedPools.ReturnAll(held);
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(BytePool pool, int size) => _ = BudgetedPools.Hold(pool, size);
}
