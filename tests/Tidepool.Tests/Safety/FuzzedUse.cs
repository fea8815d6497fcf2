using System.Buffers;

namespace Tidepool.Tests.Safety;

/// <summary>Uses a pool, and tracks the leases that are held and those that were returned.</summary>
internal sealed class FuzzedUse(BytePool pool)
{
    private readonly List<(ByteLease Lease, int Size, byte Mark)> _held = [];
    private readonly List<ByteLease> _stale = [];
    private byte _lastMark;

    internal void Rent(int size)
    {
        ByteLease lease = pool.Rent(size);
        Assert.Equal((size, size, size), (lease.Length, lease.Span.Length, lease.Memory.Length));
        Assert.InRange(lease.Capacity, size, int.MaxValue);
        lease.Span.Fill(++_lastMark);
        _held.Add((lease, size, _lastMark));
    }

    internal void Return(int choice, Action<ByteLease> how)
    {
        if (_held.Count > 0)
        {
            int index = choice % _held.Count;
            ByteLease lease = _held[index].Lease;
            how(lease);
            _held.RemoveAt(index);
            _stale.Add(lease);
        }
    }

    internal void MisuseStale(int choice, Action<ByteLease> how)
    {
        if (_stale.Count > 0)
        {
            Assert.Throws<BufferAlreadyReturnedException>(() => how(_stale[choice % _stale.Count]));
        }
    }

    /// <summary>Runs the whole life of an allocator, which leaves nothing behind.</summary>
    internal void Allocate(int size)
    {
        Allocator allocator = pool.Allocate(size);
        allocator.Span.Fill(0xEE);
        Assert.Throws<BufferAlreadyAllocatedException>(() => allocator.Allocate(size));
        allocator.Return();
        Assert.Throws<BufferAlreadyReturnedException>(allocator.Return);
        Assert.False(allocator.IsAllocated);
    }

    /// <summary>Runs the whole lives of an array and of a memory owner, whose buffers are those that leases use.</summary>
    internal void UseAdapters(int size)
    {
        byte[] array = pool.AsArrayPool().Rent(size);
        Assert.InRange(array.Length, size, int.MaxValue);
        array.AsSpan().Fill(0xEE);
        pool.AsArrayPool().Return(array);
        if (size > 0)
        {
            Assert.Throws<BufferAlreadyReturnedException>(() => pool.AsArrayPool().Return(array));
        }

        using IMemoryOwner<byte> owner = pool.AsMemoryPool().Rent(size);
        Assert.Equal(size, owner.Memory.Length);
        owner.Memory.Span.Fill(0xEE);
        owner.Dispose();
        Assert.Throws<ObjectDisposedException>(() => owner.Memory.Length);
    }

    internal void Trim() => pool.Trim();

    internal void AssertAllIsWell()
    {
        foreach ((ByteLease lease, int size, byte mark) in _held)
        {
            Assert.False(lease.IsReturned);
            Assert.Equal(size, lease.Span.Length);
            Assert.False(lease.Span.ContainsAnyExcept(mark), "Other code wrote to a buffer that is held.");
        }

        Assert.All(_stale, static lease => Assert.True(lease.IsReturned));
        BytePoolStatistics statistics = pool.GetStatistics();
        Snapshots.AssertAddsUp(statistics);
        Assert.Equal(_held.Count, statistics.Rented);
        Assert.Equal(_held.Sum(static held => (long)held.Size), statistics.BytesRequested);
    }
}
