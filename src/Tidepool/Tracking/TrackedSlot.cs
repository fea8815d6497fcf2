using Tidepool.Diagnosis;
using Tidepool.Slots;

namespace Tidepool.Tracking;

/// <summary>One rent of a tracked buffer. Never used again, so a stale lease can't become valid.</summary>
/// <remarks>It has no array: its bytes are the buffer's. Its <see cref="Slot.Generation"/> is never that of a lease: so each use of one comes to the methods below.</remarks>
internal sealed class TrackedSlot : Slot
{
    private readonly Shelf _shelf;

    /// <summary>What became of the lease. Of several returns one changes it first.</summary>
    private volatile Fate _fate;

    internal TrackedSlot(Shelf shelf, TrackedBuffer buffer, int length, RentTrace rented)
        : base(shelf.Identity, [], Slots.Generation.Claimed)
    {
        _shelf = shelf;
        Buffer = buffer;
        Length = length;
        Rented = rented;
    }

    internal TrackedBuffer Buffer { get; }

    /// <summary>Who rented.</summary>
    internal RentTrace Rented { get; }

    /// <summary>Who returned: set by then, or a moment after. Null also where there was no memory to note it.</summary>
    internal RentTrace? Returned { get; private set; }

    internal override int Capacity => Buffer.Capacity;

    internal override long LeaseGeneration => Slots.Generation.FirstRent;

    /// <summary>Its lease may come back.</summary>
    internal bool IsOut => _fate == Fate.Out;

    internal override bool IsStale(long lease) => _fate == Fate.Returned;

    internal override Span<byte> SpanUnder(long lease)
    {
        ThrowIfReturned();
        return Buffer.BytesOf(Length);
    }

    internal override Memory<byte> MemoryUnder(long lease)
    {
        ThrowIfReturned();
#pragma warning disable CA2000 // It owns nothing: the slot is the collector's.
        return new TrackedMemory(this).Memory;
#pragma warning restore CA2000
    }

    internal override bool TryReturnElsewhere(long lease)
    {
        Fate before = Interlocked.Exchange(ref _fate, Fate.Returned);
        if (before != Fate.Out)
        {
            // One that was found dropped may come back once: from the finalizer of an object that held it, which ran after the slot's own. Its buffer stays given up.
            return before == Fate.Dropped;
        }

        Settle();
        Returned = RentTrace.TryCapture(lease, Depot.Time);
        _shelf.TakeBack(this);
        return true;
    }

    internal override Exception StaleError(long lease, MisuseKind kind, string handle = "a lease") => _shelf.StaleError(this, kind);

    internal void ThrowIfReturned()
    {
        if (IsStale(LeaseGeneration))
        {
            throw StaleError(LeaseGeneration, MisuseKind.UsedAfterReturn);
        }
    }

    private protected override void OnUnreachable()
    {
        if (Interlocked.CompareExchange(ref _fate, Fate.Dropped, Fate.Out) == Fate.Out)
        {
            _shelf.OnDropped(this);
        }
    }

    private enum Fate
    {
        Out,
        Returned,
        Dropped,
    }
}
