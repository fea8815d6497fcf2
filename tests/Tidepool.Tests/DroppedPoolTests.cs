using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Tidepool.Tests;

/// <summary>A pool that becomes unreachable without having been disposed.</summary>
[Collection(nameof(FullCollections))]
[SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The tests are about pools that aren't disposed.")]
[Trait("Requirement", "B7")]
public class DroppedPoolTests
{
    [Fact]
    public void DroppedPool_IsCollectedWithItsBuffers()
    {
        (WeakReference pool, WeakReference array) = UseAndDropPool();
        FullCollections.RunUntil(() => !pool.IsAlive && !array.IsAlive);
        Assert.False(pool.IsAlive);
        Assert.False(array.IsAlive);
    }

    [Fact]
    public void LeaseOfADroppedPool_StaysUsable()
    {
        ByteLease lease = RentFromDroppedPool();
        FullCollections.Run(4);
        Buffers.AssertAllAre(3, lease.Span);
        lease.Return();
        Assert.Throws<BufferAlreadyReturnedException>(lease.Return);
    }

    [Fact]
    [Trait("Requirement", "E5")]
    public void DroppedPool_IsForgotten_ThoughALeaseIsKept()
    {
        (ByteLease lease, WeakReference engine) = RentAndDropPool();
        FullCollections.RunUntil(() => !engine.IsAlive);
        Assert.False(engine.IsAlive);
        lease.Return();
    }

    // The methods below are not inlined, so that what they drop is unreachable afterwards.

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (ByteLease Lease, WeakReference Engine) RentAndDropPool()
    {
        BytePool pool = new(new BytePoolOptions { Name = "dropped" });
        return (pool.Rent(100), new WeakReference(pool.Engine));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Pool, WeakReference Array) UseAndDropPool()
    {
        BytePool pool = new(16, 4_096, 8);
        ByteLease lease = pool.Rent(100);
        (WeakReference Pool, WeakReference Array) dropped = (new(pool), new(Buffers.ArrayOf(lease)));
        lease.Return();
        return dropped;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ByteLease RentFromDroppedPool()
    {
        ByteLease lease = new BytePool(16, 4_096, 8).Rent(100);
        lease.Span.Fill(3);
        return lease;
    }
}
