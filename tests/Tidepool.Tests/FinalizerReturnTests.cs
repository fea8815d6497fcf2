using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Tidepool.Tracking;

namespace Tidepool.Tests;

/// <summary>Objects that return their buffer in a finalizer, which may run before or after the pool has found the lease dropped.</summary>
[Collection(nameof(FullCollections))]
[Trait("Requirement", "B3")]
[Trait("Requirement", "B4")]
public class FinalizerReturnTests
{
    [Theory]
    [InlineData(PoolMode.Standard, 4_096, 100, 8)]
    [InlineData(PoolMode.Standard, 5_000, 100, 8)]
    [InlineData(PoolMode.Standard, 4_096, 100, 0)]
    [InlineData(PoolMode.Unpooled, 4_096, 100, 8)]
    [InlineData(PoolMode.Checked, 4_096, 100, 8)]
    [InlineData(PoolMode.Guarded, 4_096, 100, 8)]
    public void Return_InAFinalizer_CountsEachLeaseOnce(PoolMode mode, int size, int count, int cap)
    {
        foreach (bool isStrict in (ReadOnlySpan<bool>)[false, true])
        {
            ConcurrentQueue<Exception> failures = [];
            using BytePool pool =
                new(new BytePoolOptions { Mode = mode, MinSize = 16, MaxSize = 4_096, MaxBuffersPerBucket = cap, OnMisuse = static _ => { } });
            Drop(pool, size, count, isStrict, failures);
            FullCollections.RunUntil(() => Out(pool) == 0);
            FullCollections.Run(2);

            Assert.Empty(failures);
            Assert.Empty(pool.GetOutstanding());
            BytePoolStatistics statistics = pool.GetStatistics();
            Assert.Equal(0, Out(pool));
            Snapshots.AssertAddsUp(statistics);
            Assert.Equal(count, statistics.Returned + statistics.Abandoned);
        }
    }

    [Theory]
    [InlineData(PoolMode.Checked)]
    [InlineData(PoolMode.Guarded)]
    [Trait("Requirement", "B1")]
    public void SecondReturn_OfALeaseFoundDropped_Throws(PoolMode mode)
    {
        using BytePool pool = new(new BytePoolOptions { Mode = mode, OnMisuse = static _ => { } });
        TrackedSlot slot = (TrackedSlot)pool.Rent(100).Slot!;
        FindDropped(slot);
        ByteLease lease = new(slot, slot.LeaseGeneration);
        lease.Span.Fill(1);
        lease.Return();
        Assert.True(lease.IsReturned);
        Assert.Throws<BufferAlreadyReturnedException>(lease.Return);
        Assert.Equal((1, 0), (pool.GetStatistics().Abandoned, pool.GetStatistics().Returned));
    }

    /// <summary>Finalizes as the collector does for an unreferenced lease: the second time proves that it was dropped.</summary>
    private static void FindDropped(TrackedSlot slot)
    {
        DropWatch watch = WatchOf(slot);
        Finalize(watch);
        Assert.True(watch.IsOut);
        Finalize(watch);
        Assert.False(watch.IsOut);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_watch")]
    private static extern ref DropWatch WatchOf(TrackedSlot slot);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "Finalize")]
    private static extern void Finalize(DropWatch watch);

    private static long Out(BytePool pool) => pool.GetStatistics().Rented;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(BytePool pool, int size, int count, bool isStrict, ConcurrentQueue<Exception> failures)
    {
        for (int i = 0; i < count; i++)
        {
            // In even rounds the slot is older than its holder, in odd ones younger.
            ByteLease older = i % 2 == 0 ? pool.Rent(size) : default;
            Holder holder = new(isStrict, failures);
            holder.Lease = i % 2 == 0 ? older : pool.Rent(size);
        }
    }

    private sealed class Holder(bool isStrict, ConcurrentQueue<Exception> failures)
    {
        ~Holder()
        {
            if (Record.Exception(isStrict ? Lease.Return : Lease.Dispose) is { } failure)
            {
                failures.Enqueue(failure);
            }
        }

        internal ByteLease Lease { get; set; }
    }
}
