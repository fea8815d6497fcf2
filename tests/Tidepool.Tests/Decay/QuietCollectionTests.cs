using Microsoft.Extensions.Time.Testing;
using Tidepool.Engines;

namespace Tidepool.Tests.Decay;

/// <summary>What decay has released is left to the collector: a pool may ask for a collection then.</summary>
[Trait("Requirement", "B7")]
[Trait("Requirement", "N3")]
public sealed class QuietCollectionTests
{
    private const int Size = 64 * 1024;
    private const int Count = 32;

    [Theory]
    [InlineData(Count * Size, 1)]
    [InlineData((Count * Size) + 1, 0)]
    [InlineData(null, 0)]
    public void Decay_HasReleasedSoMuchAndNothingIsLeft_AsksOnce(int? threshold, int expected)
    {
        FakeTimeProvider time = new();
        int asked = 0;
        using BytePool pool = NewPool(time, threshold, () => asked++);
        Burst(pool);
        DecayingPool.PassSteps(time, DecayingPool.StepsToNothing / 2);
        Assert.Equal(0, asked);
        DecayingPool.PassSteps(time, DecayingPool.StepsToNothing);
        Assert.Equal((0L, expected), (pool.GetStatistics().BytesHeld, asked));
    }

    [Fact]
    public void Decay_SomethingStaysOut_AsksOnceTheRestIsReleasedAndAgainAfterTheNextBurst()
    {
        FakeTimeProvider time = new();
        int asked = 0;
        using BytePool pool = NewPool(time, Count * Size, () => asked++);
        using ByteLease kept = pool.Rent(Size);
        for (int burst = 1; burst <= 3; burst++)
        {
            Burst(pool);
            DecayingPool.PassSteps(time, 2 * DecayingPool.StepsToNothing);
            Assert.Equal((burst, Size), (asked, pool.GetStatistics().BytesHeld));
        }
    }

    [Fact]
    public void CollectAfterReleasing_GivesTheProcessItsMemoryBack()
    {
        const int Large = 1024 * 1024;
        FakeTimeProvider time = new();
        using BytePool pool = new(new BytePoolOptions { TimeProvider = time, MinSize = Large, MaxSize = Large, CollectAfterReleasing = 1 });
        WeakReference array = Use(pool, Large);
        DecayingPool.PassSteps(time, 2 * DecayingPool.StepsToNothing);
        Assert.False(array.IsAlive, "The collection that was asked for has run when the step returns.");

        static WeakReference Use(BytePool pool, int size)
        {
            using ByteLease lease = pool.Rent(size);
            return new WeakReference(Buffers.ArrayOf(lease));
        }
    }

    private static BytePool NewPool(FakeTimeProvider time, int? threshold, Action collect)
    {
        BytePool pool = new(new BytePoolOptions { TimeProvider = time, MinSize = Size, MaxSize = Size, CollectAfterReleasing = threshold });
        ((StandardEngine)pool.Engine).Collection.Collect = collect;
        DecayingPool.SetPressure(pool, Tidepool.Decay.MemoryPressure.Low);
        return pool;
    }

    private static void Burst(BytePool pool)
    {
        ByteLease[] leases = [.. Enumerable.Range(0, Count).Select(_ => pool.Rent(Size))];
        Array.ForEach(leases, static lease => lease.Return());
    }
}
