using System.Runtime.CompilerServices;
using Tidepool.Slots;

namespace Tidepool.Tests.Concurrency;

/// <summary>Residents that are taken from their thread, idle or out.</summary>
[Collection(RunsAlone.Name)]
[Trait("Requirement", "N5")]
[Trait("Requirement", "B4")]
public class EvictedResidentsTests
{
    private const int Size = 1_024;

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [Trait("Requirement", "B7")]
    public void Trim_GivesUpIdleResidents_AndWhatIsOutStays(int held)
    {
        using BytePool pool = NewPool();
        Residency.Earn(pool, Size, 20);
        ByteLease[] leases = Leases.RentMany(pool, held, Size);
        OtherThread.Run(pool.Trim);
        Assert.Equal((0, held, 20 - held), (pool.GetStatistics().Idle, pool.GetStatistics().Rented, pool.GetStatistics().Trimmed));
        Leases.ReturnAll(leases);
        Assert.Equal(held, pool.GetStatistics().Idle);
        Leases.ReturnAll(Leases.RentMany(pool, 20, Size));
        Assert.Equal(20, pool.GetStatistics().Idle);
        Books.AssertAddUp(pool.GetStatistics(), int.MaxValue);
    }

    [Fact]
    [Trait("Requirement", "B1")]
    public void EvictedSlot_IsNeverRentedAgain()
    {
        using BytePool pool = NewPool();
        Residency.Earn(pool, Size, 10);
        ByteLease[] leases = Leases.RentMany(pool, 10, Size);
        HashSet<Slot> evicted = [.. leases.Select(static lease => lease.Slot!)];
        Leases.ReturnAll(leases);
        pool.Trim();
        for (int round = 0; round < 3; round++)
        {
            ByteLease[] others = Leases.RentMany(pool, 20, Size);
            Assert.All(others, lease => Assert.DoesNotContain(lease.Slot!, evicted));
            Leases.ReturnAll(others);
        }

        Assert.All(leases, static lease => Assert.Throws<BufferAlreadyReturnedException>(lease.Return));
        Assert.All(evicted, static slot => Assert.Empty(slot.Array));
    }

    [Fact]
    [Trait("Requirement", "B7")]
    public void Dispose_GivesUpResidents_IdleOnesAtOnceAndTheOthersWhenTheyComeBack()
    {
        using BytePool pool = NewPool();
        Residency.Earn(pool, Size, 20);
        ByteLease[] leases = Leases.RentMany(pool, 5, Size);
        pool.Dispose();
        Assert.Equal((0, 5, 15), (pool.GetStatistics().Idle, pool.GetStatistics().Rented, pool.GetStatistics().Trimmed));
        Leases.ReturnAll(leases.AsSpan(0, 3));
        OtherThread.Run(() => Leases.ReturnAll(leases.AsSpan(3)));
        Assert.Equal((0, 0), (pool.GetStatistics().Rented, pool.GetStatistics().BytesHeld));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Requirement", "S14")]
    public void Rent_ThatMeetsAnEviction_IsNotCounted(bool isReturnedMeanwhile)
    {
        using BytePool pool = NewPool();
        Residency.Earn(pool, Size);
        ByteLease lease = pool.Rent(Size);
        Slot slot = lease.Slot!;
        long idle = Generation.ReturnToOwner(lease.Generation);
        if (!isReturnedMeanwhile)
        {
            lease.Return();
            slot.RentByOwner(idle, Size);
        }

        slot.Bucket.Evict(slot);
        if (isReturnedMeanwhile)
        {
            // A return on another thread that had read the owner before the eviction. The former owner rents in the middle of it.
            Volatile.Write(ref slot.Generation, idle);
            slot.RentByOwner(idle, Size);
        }

        slot.Bucket.TakeBackUnrented(slot);
        slot.Bucket.TakeBackOvertaken(slot, idle);
        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Equal((idle, 0L), (statistics.Hits + statistics.Misses, statistics.Rented));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Requirement", "B7")]
    [Trait("Requirement", "S12")]
    public void Return_ResidentsThatWereEvictedWhileTheyWereOut_AreEverybodys(bool threadEnds)
    {
        const int Count = 10;
        using BytePool pool = NewPool();
        ByteLease[] leases = [];
        if (threadEnds)
        {
            Crew.RunOnFreshThread(Hold);
        }
        else
        {
            Hold();
        }

        Assert.True(Collector.SettleUntil(() => leases.All(static lease => !Residency.IsResident(lease))),
            "A thread that holds residents for long, or has ended, loses them.");
        HashSet<byte[]> arrays = Buffers.NewSet();
        arrays.UnionWith(leases.Select(Buffers.ArrayOf));
        Leases.ReturnAll(leases);
        Assert.All(leases, static lease => Assert.True(lease.IsReturned && !lease.TryReturn()));
        Assert.Equal((Count, 0), (pool.GetStatistics().Idle, pool.GetStatistics().Trimmed));

        ByteLease[] again = Leases.RentMany(pool, Count, Size);
        Assert.All(again, lease => Assert.Contains(Buffers.ArrayOf(lease), arrays));
        Leases.ReturnAll(again);
        Books.AssertAddUp(pool.GetStatistics(), int.MaxValue);

        void Hold()
        {
            Residency.Earn(pool, Size, Count);
            leases = Leases.RentMany(pool, Count, Size);
        }
    }

    /// <summary>A thread references its residents, so a dropped lease is found only once its slot has been evicted.</summary>
    [Fact]
    [Trait("Requirement", "B3")]
    [Trait("Requirement", "N3")]
    public void DroppedLease_OfAResident_IsFoundAfterFullCollections()
    {
        using BytePool pool = NewPool();
        Residency.Earn(pool, Size, 10);
        WeakReference[] arrays = Drop(pool, 4);
        Assert.True(Collector.SettleUntil(() => pool.GetStatistics().Abandoned == 4), "Each is counted.");
        Assert.True(Collector.SettleUntil(() => !Array.Exists(arrays, static array => array.IsAlive)), "Their buffers are collected.");
        Assert.Equal((6, 0), (pool.GetStatistics().Idle, pool.GetStatistics().Rented));
        Books.AssertAddUp(pool.GetStatistics(), int.MaxValue);
    }

    [Fact]
    public void Record_InTheMiddleOfAnEviction_DoesNotDisturbIt()
    {
        using BytePool pool = NewPool(sampling: 1);
        for (Effort effort = new(200); effort.Goes(); effort.Spend())
        {
            Residency.Earn(pool, Size);
            ByteLease lease = pool.Rent(Size);
            Slot slot = lease.Slot!;
            Crew.Run(
                "a rent is recorded while its slot is evicted",
                failed =>
                {
                    while (slot.HasOwner)
                    {
                        failed.ThrowIfCancellationRequested();
                        pool.Engine.Sampling.Record(slot);
                        Thread.Yield();
                    }

                    pool.Engine.Sampling.Record(slot);
                },
                _ => slot.Bucket.Evict(slot));
            lease.Return();
            Books.AssertAddUp(pool.GetStatistics(), int.MaxValue);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] Drop(BytePool pool, int count) =>
        [.. Leases.RentMany(pool, count, Size).Select(static lease => new WeakReference(Buffers.ArrayOf(lease)))];

    private static BytePool NewPool(int sampling = 0) => new(new BytePoolOptions
    {
        MinSize = Size,
        MaxSize = Size,
        LeakSamplingInterval = sampling,
        DecayTime = Timeout.InfiniteTimeSpan,
    });
}
