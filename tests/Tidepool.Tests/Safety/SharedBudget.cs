using System.Collections.Concurrent;

namespace Tidepool.Tests.Safety;

/// <summary>A budget for three buffers, and the leases held.</summary>
#pragma warning disable CA1001 // Hundreds are created and compared; the collector takes their pools.
internal sealed class SharedBudget(PoolMode mode)
#pragma warning restore CA1001
{
    private const int Size = 1_024;

    private readonly BytePool _pool =
        new(new BytePoolOptions { Mode = mode, MinSize = Size, MaxSize = Size, MaxTotalBytes = 3 * Size, QuarantineLength = 0, OnMisuse = static _ => { } });
    private readonly ConcurrentBag<ByteLease> _held = [];

    /// <summary>The number of leases held here, and the pool's own count. Asserts that the pool is within its budget.</summary>
    internal string Outcome
    {
        get
        {
            BytePoolStatistics statistics = _pool.GetStatistics();
            Assert.InRange(statistics.BytesHeld, 0, 3 * Size);
            return $"{_held.Count} / {statistics.Rented}";
        }
    }

    internal void TryRent()
    {
        if (_pool.TryRent(Size, out ByteLease lease))
        {
            _held.Add(lease);
        }
    }

    internal void ReturnOne()
    {
        if (_held.TryTake(out ByteLease lease))
        {
            lease.Return();
        }
    }

    internal void Trim() => _pool.Trim();
}
