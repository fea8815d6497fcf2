using System.Runtime.CompilerServices;

namespace Tidepool.Tests;

/// <summary>Objects that give their buffer back in a finalizer, which may run before or after the pool has found the lease dropped.</summary>
[Collection(nameof(FullCollections))]
[Trait("Requirement", "B3")]
[Trait("Requirement", "B4")]
public class FinalizerReturnTests
{
    [Theory]
    [InlineData(4_096, 100, 8)]
    [InlineData(5_000, 100, 8)]
    [InlineData(4_096, 100, 0)]
    public void Return_InAFinalizer_CountsEachLeaseOnce(int size, int count, int cap)
    {
        using BytePool pool = new(16, 4_096, cap);
        Drop(pool, size, count);
        FullCollections.RunUntil(() => Out(pool) == 0);
        FullCollections.Run(2);

        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Equal(0, Out(pool));
        Snapshots.AssertAddsUp(statistics);
        Assert.Equal(count, statistics.Returned + statistics.Abandoned + statistics.UnpooledReturned + statistics.UnpooledAbandoned);
    }

    private static long Out(BytePool pool) => pool.GetStatistics().Rented + pool.GetStatistics().UnpooledRented;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(BytePool pool, int size, int count)
    {
        for (int i = 0; i < count; i++)
        {
            // The slot of one is older than its holder, that of the other younger.
            Holder holder = i % 2 == 0 ? new Holder { Lease = pool.Rent(size) } : new Holder();
            holder.Lease = i % 2 == 0 ? holder.Lease : pool.Rent(size);
        }
    }

    private sealed class Holder
    {
        ~Holder() => Lease.Dispose();

        internal ByteLease Lease { get; set; }
    }
}
