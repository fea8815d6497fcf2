using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Tidepool.Engines;
using Tidepool.Slots;
using Tidepool.Tests.Decay;

namespace Tidepool.Tests.Concurrency;

/// <summary>Slots that a thread has earned: it rents them by plain stores, and keeps them until another thread is involved.</summary>
[Collection(RunsAlone.Name)]
[Trait("Requirement", "N5")]
[Trait("Requirement", "B4")]
public class ResidentsTests
{
    private const int Size = 1_024;

    [Fact]
    public void Rent_ByAThreadThatWorksAlone_EarnsAfterSoMany()
    {
        using BytePool pool = NewPool();
        pool.Rent(Size).Return();
        Assert.False(Residency.HasResidents(pool, Size));
        for (int rent = 1; rent < Residency.RentsToEarn; rent++)
        {
            Assert.False(Residency.HasResidents(pool, Size));
        }

        Assert.True(Residency.HasResidents(pool, Size), "Enough in a row.");
        Assert.Equal((1, Residency.RentsToEarn + 1), (pool.GetStatistics().Misses, pool.GetStatistics().Hits));
        Books.AssertAllReturned(pool.GetStatistics(), Residency.RentsToEarn + 2, int.MaxValue);
    }

    /// <summary>Where no thread can earn residents, one that has rented often enough doesn't try at every rent: that would take the lock.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rent_WhereNothingIsEarned_DoesNotWaitForTheBucketsLock(bool clears)
    {
        using BytePool pool = new(new BytePoolOptions { ClearOnReturn = clears, LeakSamplingInterval = 0 });
        if (!clears)
        {
            // As after a caller has waited for the budget.
            ((StandardEngine)pool.Engine).PrepareForWaiters();
        }

        using Colleague other = new();
        Slot? slot = null;
        other.Do(() =>
        {
            for (int rent = 0; rent < Residency.RentsToEarn + 10; rent++)
            {
                slot = RentOnce(pool).Slot;
            }
        });
        lock (Interruption.LockOf(slot!))
        {
            other.Do(() => Assert.Same(slot, RentOnce(pool).Slot));
        }

        Assert.Equal(1, pool.GetStatistics().Misses);
    }

    [Fact]
    public void Rent_OfWhatAnotherThreadReturned_BeginsAnew()
    {
        using BytePool pool = NewPool();
        using Colleague other = new();
        for (int round = 0; round < 5; round++)
        {
            for (int rent = 0; rent < Residency.RentsToEarn - 1; rent++)
            {
                Assert.False(Residency.HasResidents(pool, Size));
            }

            ByteLease lease = pool.Rent(Size);
            other.Do(lease.Return);
        }

        Assert.Equal(1, pool.GetStatistics().Misses);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(Residents.Most)]
    [InlineData(Residents.Most + 36)]
    public void Residents_AreAtMostSoMany(int count)
    {
        using BytePool pool = NewPool();
        Residency.Earn(pool, Size, Math.Min(count, Residents.Most));
        for (int round = 0; round < 3; round++)
        {
            ByteLease[] leases = Leases.RentMany(pool, count, Size);
            Assert.Equal(Math.Min(count, Residents.Most), leases.Count(Residency.IsResident));
            Assert.Equal(Math.Min(count, Residents.Most), Residency.KeeperOf(leases[0]).Count);
            Leases.ReturnAll(leases);
        }

        Assert.Equal(count, pool.GetStatistics().Idle);
        Books.AssertAddUp(pool.GetStatistics(), int.MaxValue);
    }

    [Fact]
    public void Rent_OfResidents_MakesAndAllocatesNothing()
    {
        const int Count = 20;
        using BytePool pool = NewPool();
        Residency.Earn(pool, Size, Count);
        ByteLease[] leases = new ByteLease[Count];
        long misses = pool.GetStatistics().Misses;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 1_000; round++)
        {
            for (int index = 0; index < Count; index++)
            {
                leases[index] = pool.Rent(Size);
            }

            for (int index = 0; index < Count; index++)
            {
                leases[(index + round) % Count].Return();
            }
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(misses, pool.GetStatistics().Misses);
    }

    /// <summary>A thread whose stack crosses from one page to the next in the middle of a rent isn't recognized by its page:
    /// so this tries several depths.</summary>
    [Fact]
    public void Rent_HotSlotHeldForLong_MakesAnotherOneHot()
    {
        const int Depths = 16;
        int changed = 0;
        for (int depth = 1; depth <= Depths; depth++)
        {
            OtherThread.Run(() => AtDepth(depth, () => changed += IsHotSlotChanged() ? 1 : 0));
        }

        // Which threads are recognized by their page depends on the other threads of the process.
        Assert.InRange(changed, 1, Depths);
        TestContext.Current.TestOutputHelper?.WriteLine($"{changed} of {Depths}");
    }

    private static bool IsHotSlotChanged()
    {
        using BytePool pool = NewPool();
        Residency.Earn(pool, Size, 2);
        ByteLease held = pool.Rent(Size);
        Residents residents = Residency.KeeperOf(held);
        Assert.Same(held.Slot, HotOf(residents));
        Slot? other = null;
        for (int rent = 0; rent < 200; rent++)
        {
            ByteLease lease = pool.Rent(Size);
            Assert.NotSame(held.Slot, lease.Slot);
            other = lease.Slot;
            lease.Return();
        }

        bool isChanged = HotOf(residents) == other;
        held.Return();
        Assert.Same(isChanged ? other : held.Slot, RentOnce(pool).Slot);
        Assert.Equal(2, pool.GetStatistics().Idle);
        return isChanged;
    }

    /// <summary>Calls an action <paramref name="depth"/> quarters of a kilobyte further down the stack.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AtDepth(int depth, Action action)
    {
        Span<byte> room = stackalloc byte[depth * 256];
        room.Fill(1);
        action();
        Assert.Equal(1, room[^1]);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(10, 0)]
    [InlineData(10, 4)]
    [InlineData(Residents.Most, 30)]
    public void Return_ByAnotherThread_OpensThemAll(int count, int held)
    {
        using BytePool pool = NewPool();
        using Colleague other = new();
        Residency.Earn(pool, Size, count);
        ByteLease[] out1 = Leases.RentMany(pool, held + 1, Size);
        other.Do(out1[^1].Return);
        Assert.All(out1, static lease => Assert.True(Residency.IsResident(lease), "They stay residents until their owner opens them."));

        // The fast path keeps working for a while: the owner opens them at its next rent that finds neither the hot slot nor an idle one ready.
        ByteLease[] all = Leases.RentMany(pool, count + 1, Size);
        Assert.All(all, static lease => Assert.False(Residency.IsResident(lease)));
        Assert.All(out1, static lease => Assert.False(lease.Slot!.HasOwner, "What is out is shared when it comes back."));
        Leases.ReturnAll(out1.AsSpan(0, held));
        Leases.ReturnAll(all);
        Assert.False(Residency.HasResidents(pool, Size));
        Books.AssertAddUp(pool.GetStatistics(), int.MaxValue);

        // Other threads get them all.
        long misses = pool.GetStatistics().Misses;
        other.Do(() => Leases.ReturnAll(Leases.RentMany(pool, (int)misses, Size)));
        Assert.Equal(misses, pool.GetStatistics().Misses);
    }

    [Fact]
    public void Rent_ByAnotherThread_DoesNotGetResidents()
    {
        using BytePool pool = NewPool();
        using Colleague other = new();
        Residency.Earn(pool, Size, 3);
        other.Do(() => Leases.ReturnAll(Leases.RentMany(pool, 3, Size)));
        Assert.Equal(6, pool.GetStatistics().Misses);
        Assert.True(Residency.HasResidents(pool, Size));
    }

    [Fact]
    [Trait("Requirement", "B9")]
    public void Rent_OfAPoolThatClears_EarnsNothing()
    {
        using BytePool pool = NewPool(clears: true);
        for (int rent = 0; rent < 3 * Residency.RentsToEarn; rent++)
        {
            Assert.False(Residency.HasResidents(pool, Size));
        }
    }

    [Fact]
    [Trait("Requirement", "B5")]
    public async Task RentAsync_ThatWaits_EndsResidenceForGood()
    {
        using BytePool pool = new(new BytePoolOptions { MinSize = Size, MaxSize = Size, MaxTotalBytes = 4 * Size,
            LeakSamplingInterval = 0, DecayTime = Timeout.InfiniteTimeSpan });
        Residency.Earn(pool, Size, 4);
        ByteLease[] leases = Leases.RentMany(pool, 4, Size);
        Assert.All(leases, static lease => Assert.True(Residency.IsResident(lease)));
        Task<ByteLease> waiting = pool.RentAsync(Size, TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);
        Assert.All(leases, static lease => Assert.False(Residency.IsResident(lease)));
        Leases.ReturnAll(leases);
        (await waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Return();
        OtherThread.Run(() =>
        {
            for (int rent = 0; rent < 2 * Residency.RentsToEarn; rent++)
            {
                Assert.False(Residency.HasResidents(pool, Size));
            }
        });
        Books.AssertAddUp(pool.GetStatistics(), int.MaxValue);
    }

    [Fact]
    [Trait("Requirement", "B7")]
    public void Decay_GivesUpResidentsThatAreNotUsed_AndKeepsThoseThatAre()
    {
        FakeTimeProvider time = new();
        using BytePool pool = DecayingPool.New(time);
        Residency.Earn(pool, Size, 20);
        byte[] used = Buffers.ArrayOf(RentOnce(pool, out ByteLease first));
        first.Return();
        for (int step = 0; step <= DecayingPool.StepsToNothing; step++)
        {
            ByteLease lease = pool.Rent(Size);
            Assert.Same(used, Buffers.ArrayOf(lease));
            lease.Return();
            time.Advance(DecayingPool.Step);
        }

        Assert.Equal((1, 19), (pool.GetStatistics().Idle, pool.GetStatistics().Trimmed));
        DecayingPool.PassSteps(time, DecayingPool.StepsToNothing);
        Assert.Equal(0, pool.GetStatistics().BytesHeld);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Requirement", "B7")]
    public void Rent_AfterTheThreadHasEnded_GetsItsResidents(bool heldOver)
    {
        const int Count = 10;
        using BytePool pool = NewPool();
        HashSet<byte[]> arrays = Buffers.NewSet();
        ByteLease[] leases = [];
        Crew.RunOnFreshThread(() =>
        {
            Residency.Earn(pool, Size, Count);
            leases = Leases.RentMany(pool, Count, Size);
            arrays.UnionWith(leases.Select(Buffers.ArrayOf));
            if (!heldOver)
            {
                Leases.ReturnAll(leases);
            }
        });
        if (heldOver)
        {
            Assert.All(leases, static lease => Assert.True(Residency.IsResident(lease)));
            Leases.ReturnAll(leases);
        }

        // Each miss looks at only a few threads in search of ended ones.
        List<ByteLease> held = Latecomers.HoldUntilServedFrom(pool, arrays, Size);
        held.AddRange(Leases.RentMany(pool, Count - 1, Size));
        Assert.Equal(Count, held.Count(lease => arrays.Contains(Buffers.ArrayOf(lease))));
        Leases.ReturnAll([.. held]);
        Books.AssertAddUp(pool.GetStatistics(), int.MaxValue);
    }

    [Fact]
    [Trait("Requirement", "B1")]
    public void ForeignAndOwnReturn_Overlapping_ReturnOnce()
    {
        using BytePool pool = NewPool();
        int twice = 0;
        for (int round = 0; round < 40; round++)
        {
            Residency.Earn(pool, Size, 2);
            ByteLease lease = pool.Rent(Size);
            Crew.Run($"round {round}", _ => Return(), _ => Return());
            Assert.True(lease.IsReturned);

            void Return()
            {
                if (Record.Exception(lease.Return) is null)
                {
                    Interlocked.Increment(ref twice);
                }
            }
        }

        Assert.InRange(twice, 40, 80);
        Assert.Equal(0, pool.GetStatistics().Rented);
        Books.AssertAddUp(pool.GetStatistics(), int.MaxValue);
    }

    private static ByteLease RentOnce(BytePool pool)
    {
        RentOnce(pool, out ByteLease lease);
        lease.Return();
        return lease;
    }

    private static ByteLease RentOnce(BytePool pool, out ByteLease lease) => lease = pool.Rent(Size);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_hot")]
    private static extern ref Slot? HotOf(Residents residents);

    private static BytePool NewPool(bool clears = false) => new(new BytePoolOptions
    {
        MinSize = Size,
        MaxSize = Size,
        ClearOnReturn = clears,
        LeakSamplingInterval = 0,
        DecayTime = Timeout.InfiniteTimeSpan,
    });
}
