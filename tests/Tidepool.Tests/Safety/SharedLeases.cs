namespace Tidepool.Tests.Safety;

/// <summary>A few leases that several threads try to return, and the number of successful returns.</summary>
#pragma warning disable CA1001 // Hundreds are created and compared; the collector takes their pools.
internal sealed class SharedLeases
#pragma warning restore CA1001
{
    internal const int Count = 4;

    private readonly BytePool _pool;
    private readonly ByteLease[] _leases;
    private readonly int[] _returns = new int[Count];

    internal SharedLeases(PoolMode mode)
    {
        _pool = new BytePool(new BytePoolOptions { Mode = mode, MaxSize = 4_096, QuarantineLength = 1, OnMisuse = static _ => { } });
        _leases = [.. Enumerable.Range(0, Count).Select(index => _pool.Rent(100 * (index + 1)))];
    }

    /// <summary>How often each lease was returned successfully, whether each is returned, and how many are out.</summary>
    internal string Outcome =>
        $"{string.Join(' ', _returns)} / {string.Join(' ', _leases.Select(static lease => lease.IsReturned))} / {_pool.GetStatistics().Rented}";

    internal void Return(int index)
    {
        try
        {
            _leases[index].Return();
            Interlocked.Increment(ref _returns[index]);
        }
        catch (BufferAlreadyReturnedException)
        {
            // Another return was first.
        }
    }

    internal void Dispose(int index) => _leases[index].Dispose();

    internal void DisposeElsewhere(int index) => OtherThread.Run(_leases[index].Dispose);

    internal void RentAndReturn(int size)
    {
        ByteLease lease = _pool.Rent(size);
        lease.Span.Fill(1);
        lease.Return();
    }

    internal void Trim() => _pool.Trim();
}
