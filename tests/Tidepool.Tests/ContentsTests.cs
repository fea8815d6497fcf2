using System.Runtime.InteropServices;

namespace Tidepool.Tests;

[Trait("Requirement", "B9")]
public class ContentsTests
{
    private const byte Secret = 0xC3;

    private static BytePool CreateClearingPool(int maxBuffers = 8) => new(new BytePoolOptions
    {
        MaxSize = 4_096,
        MaxBuffersPerBucket = maxBuffers,
        ClearOnReturn = true,
    });

    /// <summary>Fills the whole buffer, including the bytes beyond the requested length.</summary>
    private static byte[] WriteSecret(ByteLease lease)
    {
        byte[] array = Buffers.ArrayOf(lease);
        array.AsSpan().Fill(Secret);
        return array;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(4_096)]
    public void ClearOnReturn_HotSlot_GivesZerosToTheNextRenter(int size)
    {
        using BytePool pool = CreateClearingPool();
        ByteLease lease = pool.Rent(size);
        for (int again = 0; again < 5; again++)
        {
            byte[] array = WriteSecret(lease);
            lease.Return();
            Buffers.AssertAllZero(array);
            lease = pool.Rent(size);
            Assert.Same(array, Buffers.ArrayOf(lease));
            Buffers.AssertAllZero(array);
        }
    }

    [Fact]
    public void ClearOnReturn_ManyHeld_GivesZerosToTheNextRenters()
    {
        using BytePool pool = CreateClearingPool(20);
        ByteLease[] leases = [.. Enumerable.Range(0, 20).Select(_ => pool.Rent(100))];
        byte[][] arrays = [.. leases.Select(WriteSecret)];
        Assert.All(leases, static lease => lease.Return());
        Assert.All(arrays, Buffers.AssertAllZero);
        byte[][] next = [.. Enumerable.Range(0, 20).Select(_ => Buffers.ArrayOf(pool.Rent(100)))];
        Assert.Equal(20, next.Intersect(arrays).Count());
    }

    [Fact]
    public void ClearOnReturn_Dispose_GivesZerosToTheNextRenter()
    {
        using BytePool pool = CreateClearingPool();
        ByteLease lease = pool.Rent(100);
        byte[] array = WriteSecret(lease);
        lease.Dispose();
        Buffers.AssertAllZero(array);
    }

    [Fact]
    public void ClearOnReturn_StaleDispose_DoesNotWipeTheNextRentersBytes()
    {
        using BytePool pool = CreateClearingPool();
        ByteLease stale = pool.Rent(100);
        stale.Return();
        using ByteLease lease = pool.Rent(100);
        byte[] array = WriteSecret(lease);
        stale.Dispose();
        Assert.Throws<BufferAlreadyReturnedException>(stale.Return);
        OtherThread.Run(stale.Dispose);
        Buffers.AssertAllAre(Secret, array);
    }

    [Fact]
    public void ClearOnReturn_OnAnotherThread_GivesZerosToTheNextRenter()
    {
        using BytePool pool = CreateClearingPool();
        ByteLease lease = pool.Rent(100);
        byte[] array = WriteSecret(lease);
        OtherThread.Run(lease.Return);
        Buffers.AssertAllZero(array);
        Assert.Same(array, Buffers.ArrayOf(pool.Rent(100)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ClearOnReturn_ByWayOfTheDepot_GivesZerosToTheNextRenter(bool returnElsewhere)
    {
        using BytePool pool = CreateClearingPool(1);
        ByteLease homeless = pool.Rent(100);

        // The pool has one place: the second lease takes it, so that the first has no home to return to.
        _ = pool.Rent(100);
        byte[] array = WriteSecret(homeless);
        if (returnElsewhere)
        {
            OtherThread.Run(homeless.Return);
        }
        else
        {
            homeless.Return();
        }

        Buffers.AssertAllZero(array);
        Assert.Same(array, Buffers.ArrayOf(pool.Rent(100)));
    }

    [Fact]
    public void ClearOnReturn_OfADiscardedBuffer_Clears()
    {
        using BytePool pool = CreateClearingPool(0);
        ByteLease lease = pool.Rent(100);
        byte[] array = WriteSecret(lease);
        lease.Return();
        Buffers.AssertAllZero(array);
        Assert.Equal(1, pool.GetStatistics().Discarded);
    }

    [Theory]
    [InlineData(PoolMode.Standard, 5_000)]
    [InlineData(PoolMode.Unpooled, 100)]
    public void ClearOnReturn_OfAnUnpooledLease_Clears(PoolMode mode, int size)
    {
        using BytePool pool = new(new BytePoolOptions { MaxSize = 4_096, Mode = mode, ClearOnReturn = true });
        ByteLease lease = pool.Rent(size);
        byte[] array = WriteSecret(lease);
        lease.Return();
        Buffers.AssertAllZero(array);
        Assert.Equal(1, pool.GetStatistics().UnpooledReturned);
    }

    [Fact]
    public void ClearOnReturn_AfterThePoolWasDisposed_Clears()
    {
        BytePool pool = CreateClearingPool();
        ByteLease lease = pool.Rent(100);
        byte[] array = WriteSecret(lease);
        pool.Dispose();
        Buffers.AssertAllAre(Secret, array);
        lease.Return();
        Buffers.AssertAllZero(array);
    }

    [Fact]
    public void ClearOnReturn_Allocator_Clears()
    {
        using BytePool pool = CreateClearingPool();
        Allocator allocator = pool.Allocate(100);
        byte[] array = Buffers.ArrayOf(allocator.Memory);
        array.AsSpan().Fill(Secret);
        allocator.Return();
        Buffers.AssertAllZero(array);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(4_096)]
    [InlineData(5_000)]
    public void ClearOnReturn_FreshBuffers_AreZero(int size)
    {
        using BytePool pool = CreateClearingPool();
        pool.Engine.AllocateArray = static (length, _) =>
        {
            byte[] array = new byte[length];
            array.AsSpan().Fill(Secret);
            return array;
        };
        using ByteLease lease = pool.Rent(size);
        Buffers.AssertAllZero(Buffers.ArrayOf(lease));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WithoutClearOnReturn_ABufferHoldsWhatItHeld(bool returnElsewhere)
    {
        using BytePool pool = new(64, 4_096, 1);
        ByteLease homeless = pool.Rent(100);
        ByteLease resident = pool.Rent(100);
        byte[] first = WriteSecret(homeless);
        byte[] second = WriteSecret(resident);
        foreach (ByteLease lease in (ReadOnlySpan<ByteLease>)[resident, homeless])
        {
            if (returnElsewhere)
            {
                OtherThread.Run(lease.Return);
            }
            else
            {
                lease.Return();
            }
        }

        Buffers.AssertAllAre(Secret, first);
        Buffers.AssertAllAre(Secret, second);
        using ByteLease next = pool.Rent(128);
        Assert.Contains(Buffers.ArrayOf(next), (byte[][])[first, second], ReferenceEqualityComparer.Instance);
        Buffers.AssertAllAre(Secret, next.Span);
    }

    [Theory]
    [InlineData(PoolMode.Standard, 100)]
    [InlineData(PoolMode.Standard, 5_000)]
    [InlineData(PoolMode.Unpooled, 100)]
    public void Pinned_BuffersLieOnThePinnedHeap(PoolMode mode, int size)
    {
        using BytePool pool = new(new BytePoolOptions { MaxSize = 4_096, Mode = mode, Pinned = true });
        using ByteLease lease = pool.Rent(size);

        // The pinned heap belongs to the last generation from the start; other small arrays begin in the first.
        Assert.Equal(GC.MaxGeneration, GC.GetGeneration(Buffers.ArrayOf(lease)));
    }

    [Fact]
    public void NotPinned_BuffersLieOnTheOrdinaryHeap()
    {
        using BytePool pool = new(new BytePoolOptions { MaxSize = 4_096 });
        bool asked = true;
        Func<int, bool, byte[]> allocate = pool.Engine.AllocateArray;
        pool.Engine.AllocateArray = (size, pinned) =>
        {
            asked = pinned;
            return allocate(size, pinned);
        };
        pool.Rent(100).Return();
        Assert.False(asked);
    }
}

[Trait("Requirement", "B9")]
[Collection(nameof(FullCollections))]
public class PinnedAddressTests
{
    [Fact]
    public void Pinned_Buffers_DoNotMoveInACompactingCollection()
    {
        using BytePool pool = new(new BytePoolOptions { MaxSize = 4_096, MaxBuffersPerBucket = 100, Pinned = true });
        List<byte[]> garbage = [];
        List<(ByteLease Lease, nint Address)> held = [];
        for (int rent = 0; rent < 100; rent++)
        {
            garbage.Add(new byte[1_000]);
            ByteLease lease = pool.Rent(100);
            held.Add((lease, AddressOf(lease)));
        }

        garbage.Clear();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        Assert.All(held, static pair => Assert.Equal(pair.Address, AddressOf(pair.Lease)));
        Assert.All(held, static pair => pair.Lease.Return());
    }

    private static nint AddressOf(ByteLease lease) => Marshal.UnsafeAddrOfPinnedArrayElement(Buffers.ArrayOf(lease), 0);
}
