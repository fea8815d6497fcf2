using Tidepool.Diagnosis;
using Tidepool.Lifetime;
using Tidepool.Slots;
using Tidepool.Tracking;

namespace Tidepool.Engines;

/// <summary>Pools buffers: thread's ring, then depot, then a new buffer. See <see cref="BytePool"/> for the tiers.</summary>
internal sealed class StandardEngine : PoolEngine
{
    /// <summary>Of the buffers of sampled rents, so many bytes of each size are kept, but one buffer at least. Arbitrary.</summary>
    private const int SampledBytesKept = 1024 * 1024;

    /// <summary>By size class.</summary>
    private readonly Depot[] _depots;

    private readonly Homes.PoolId _id;

    /// <summary>Null where idle buffers are kept for good.</summary>
    private readonly Tide? _tide;

    /// <summary>The buffers of sampled rents, if any are to be tracked.</summary>
    private readonly Shelves? _sampled;

    /// <param name="options">The pool's settings.</param>
    /// <param name="ledger">The pool's bytes.</param>
    /// <param name="classes">The sizes of buffers.</param>
    /// <param name="sampledMode">How sampled rents are served; <see cref="PoolMode.Standard"/> as all others.</param>
    internal StandardEngine(BytePoolOptions options, PoolLedger ledger, SizeClasses classes, PoolMode sampledMode)
        : base(options, ledger, classes)
    {
        if (sampledMode != PoolMode.Standard)
        {
            _sampled = NewShelves(options, sampledMode, size =>
            {
                int quarantine = Math.Clamp((SampledBytesKept / size) - 1, 0, options.QuarantineLength);
                return (quarantine, Math.Min(quarantine + 1, options.MaxIdleOf(size)));
            });
            Sampling.RentTracked = TryRentSampled;
        }

        _depots = new Depot[classes.Count];
        for (int sizeClass = 0; sizeClass < _depots.Length; sizeClass++)
        {
            int bufferSize = classes[sizeClass];
            _depots[sizeClass] = new Depot(ledger, bufferSize, options.MaxIdleOf(bufferSize), options.ClearOnReturn);
        }

        _tide = Tide.For(options, Decay, () => Pressure());
        _id = Homes.AcquirePoolId();
    }

    /// <summary>Where the tide learns how short memory is. Replaced by tests.</summary>
    internal Func<MemoryPressure> Pressure { get; set; } = MemoryPressureGauge.Read;

    internal override int Id => _id.Value;

    private protected override bool IsDisposed => _id.IsReleased;

    internal override BucketStatistics GetUnpooledStatistics() =>
        _sampled is null ? base.GetUnpooledStatistics() : base.GetUnpooledStatistics().Plus(_sampled.GetUnpooledStatistics());

    internal override BytePoolStatistics GetStatistics() => _sampled is null
        ? GetUntrackedStatistics()
        : StatisticsOf(DepotStatistics().Zip(_sampled.GetStatistics(), static (own, sampled) => own.Plus(sampled)));

    private protected override BytePoolStatistics GetUntrackedStatistics() => StatisticsOf(DepotStatistics(), base.GetUnpooledStatistics());

    private IEnumerable<BucketStatistics> DepotStatistics() => _depots.Select(static depot => depot.GetStatistics());

    internal override IReadOnlyList<OutstandingLease> GetOutstanding() =>
        _sampled is null ? base.GetOutstanding() : [.. base.GetOutstanding(), .. _sampled.GetOutstanding()];

    internal override void OnFullCollection()
    {
        foreach (Depot depot in _depots)
        {
            depot.ReleaseLongRented();
        }
    }

    private protected override void ReportOutstanding(ref List<MisuseReport>? found)
    {
        base.ReportOutstanding(ref found);
        _sampled?.ReportOutstanding(ref found);
    }

    private protected override void Trim(ref List<MisuseReport>? found)
    {
        _sampled?.Trim(ref found);
        foreach (Depot depot in _depots)
        {
            depot.Trim();
        }
    }

    private protected override void Close(ref List<MisuseReport>? found)
    {
        Homes.Release(_id);
        _tide?.Dispose();
        base.Close(ref found);
        foreach (Depot depot in _depots)
        {
            depot.Close();
        }

        _sampled?.Close(ref found);
    }

    private protected override Slot? TryRentChecked(int size, bool asArray, ref List<MisuseReport>? found)
    {
        if (size > MaxSize)
        {
            return TryRentUnpooled(size, isForWaiter: false, ref found);
        }

        int sizeClass = Classes.IndexOf(size);
        Depot depot = _depots[sizeClass];
        Ring ring = CacheOfThisThread().RingOf(sizeClass, Classes, depot);
        return ring.TryRent(size)
            ?? depot.TryRent(ring, size)
            ?? TryRentLeftBehind(depot, ring, size)
            ?? depot.TryRentStolen(ring, size)
            ?? TryRentNew(depot, ring, size, isForWaiter: false, ref found);
    }

    private protected override Slot? TryRentForWaiter(int size, ref List<MisuseReport>? found)
    {
        if (size > MaxSize)
        {
            return TryRentUnpooled(size, isForWaiter: true, ref found);
        }

        Depot depot = _depots[Classes.IndexOf(size)];
        return depot.TryRentForWaiter(size) ?? TryRentNew(depot, ring: null, size, isForWaiter: true, ref found);
    }

    private protected override void MakeRoom(int bytes, ref List<MisuseReport>? found)
    {
        // The large ones first: fewer of them have to go.
        for (int sizeClass = _depots.Length - 1; sizeClass >= 0 && Ledger.ShortOf(bytes) > 0; sizeClass--)
        {
            _depots[sizeClass].MakeRoom(bytes);
        }

        _sampled?.MakeRoom(bytes, ref found);
    }

    private protected override void SetHasWaiters(bool hasWaiters)
    {
        base.SetHasWaiters(hasWaiters);
        foreach (Depot depot in _depots)
        {
            depot.SetHasWaiters(hasWaiters);
        }
    }

    /// <summary>What lay idle with a thread that has ended.</summary>
    private static Slot? TryRentLeftBehind(Depot depot, Ring ring, int size) => Homes.TakeOverEnded() ? depot.TryRent(ring, size) : null;

    private Slot? TryRentNew(Depot depot, Ring? ring, int size, bool isForWaiter, ref List<MisuseReport>? found)
    {
        Slot? slot = TryCreate(depot, ring, depot.BufferSize, size, isForWaiter, ref found);
        _tide?.Wake();
        return slot;
    }

    /// <summary>Tracked buffers take what the budget has left, but nothing that others have: a rent that they don't serve is served all the same.</summary>
    private TrackedSlot? TryRentSampled(int size)
    {
        if (HasWaiters)
        {
            return null;
        }

        List<MisuseReport>? found = null;
        TrackedSlot? slot = null;
        try
        {
            RentTrace rented = RentTrace.Capture(Generation.FirstRent, Time);
            slot = _sampled!.TryLend(size, rented, ref found) ?? (Ledger.TryReserve(BufferSizeFor(size)) ? _sampled.LendNew(size, rented) : null);
        }
        finally
        {
            TellOf(slot, found);
        }

        return slot;
    }

    private bool Decay(ReadOnlySpan<double> shareAt)
    {
        bool hasBuffers = false;
        foreach (Depot depot in _depots)
        {
            hasBuffers |= depot.Decay(shareAt);
        }

        if (_sampled is not null)
        {
            List<MisuseReport>? found = null;
            hasBuffers |= _sampled.Decay(shareAt, ref found);
            Ledger.Desk.TellUnattended(found);
        }

        return hasBuffers;
    }

    private ThreadCache CacheOfThisThread()
    {
        Home home = Home.Current ?? Home.CreateForCurrentThread();
        int id = _id.Value;
        if (id < home.Caches.Length && home.Caches[id] is { } known)
        {
            return known;
        }

        ThreadCache cache = new(ClearsOnReturn ? home.Clearing : home, Classes);
        return Homes.TryAttach(home, cache, _id) ? cache : throw Ledger.Disposed();
    }
}
