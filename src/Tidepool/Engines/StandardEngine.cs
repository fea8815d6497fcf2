using Tidepool.Diagnosis;
using Tidepool.Slots;

namespace Tidepool.Engines;

/// <summary>Pools buffers: thread's ring, then depot, then a new buffer. See <see cref="BytePool"/> for the tiers.</summary>
internal sealed class StandardEngine : PoolEngine
{
    /// <summary>By size class.</summary>
    private readonly Depot[] _depots;

    private readonly Homes.PoolId _id;

    internal StandardEngine(BytePoolOptions options, PoolLedger ledger, SizeClasses classes)
        : base(options, ledger, classes)
    {
        _depots = new Depot[classes.Count];
        for (int sizeClass = 0; sizeClass < _depots.Length; sizeClass++)
        {
            int bufferSize = classes[sizeClass];
            _depots[sizeClass] = new Depot(ledger, bufferSize, options.MaxIdleOf(bufferSize), options.ClearOnReturn);
        }

        _id = Homes.AcquirePoolId();
    }

    internal override int Id => _id.Value;

    internal override Slot Rent(int size)
    {
        CheckSize(size);
        ObjectDisposedException.ThrowIf(_id.IsReleased, typeof(BytePool));
        if (size > MaxSize)
        {
            return RentUnpooled(size);
        }

        int sizeClass = Classes.IndexOf(size);
        Depot depot = _depots[sizeClass];
        Ring ring = CacheOfThisThread().RingOf(sizeClass, Classes, depot);
        return ring.TryRent(size) ?? depot.TryRent(ring, size) ?? RentNew(depot, ring, size);
    }

    internal override BytePoolStatistics GetStatistics() => StatisticsOf(_depots);

    internal override void Trim()
    {
        foreach (Depot depot in _depots)
        {
            depot.Trim();
        }
    }

    internal override void OnFullCollection()
    {
        foreach (Depot depot in _depots)
        {
            depot.ReleaseLongRented();
        }
    }

    internal override void Close()
    {
        Homes.Release(_id);
        foreach (Depot depot in _depots)
        {
            depot.Close();
        }
    }

    private Slot RentNew(Depot depot, Ring ring, int size)
    {
        Slot slot = CreateRented(depot, depot.BufferSize, size);
        depot.AdoptNew(slot, ring);
        return slot;
    }

    private ThreadCache CacheOfThisThread()
    {
        Home home = Home.Current ?? Home.CreateForCurrentThread();
        int id = _id.Value;
        if (id < home.Caches.Length && home.Caches[id] is { } known)
        {
            return known;
        }

        ThreadCache cache = new(home, Classes);
        ObjectDisposedException.ThrowIf(!Homes.TryAttach(cache, _id), typeof(BytePool));
        return cache;
    }
}
