using Tidepool.Diagnosis;
using Tidepool.Slots;

namespace Tidepool.Tracking;

/// <summary>One rent of a tracked buffer. Never used again, so a stale lease can't become valid.</summary>
/// <remarks>It has no array of its own: its bytes are the buffer's. Its <see cref="Slot.Generation"/> is never that of a lease:
/// so each use of one comes to the methods below.</remarks>
internal sealed class TrackedSlot : Slot
{
    private readonly TrackedBucket _bucket;
    private readonly DropWatch _watch;

    /// <param name="bucket">Where the buffer comes from.</param>
    /// <param name="buffer">The buffer.</param>
    /// <param name="asked">Bytes asked for.</param>
    /// <param name="length">The first so many of them are the lease's.</param>
    /// <param name="rented">Who rented.</param>
    internal TrackedSlot(TrackedBucket bucket, TrackedBuffer buffer, int asked, int length, RentTrace rented)
        : base(bucket.Identity, [], Slots.Generation.Claimed)
    {
        _bucket = bucket;
        _watch = new DropWatch(bucket, rented, length, buffer.Capacity, buffer as GuardedBuffer);
        Buffer = buffer;
        Asked = asked;
        Length = length;
    }

    /// <summary>Bytes asked for, of which <see cref="Slot.Length"/> are the lease's.</summary>
    internal int Asked { get; }

    /// <summary>The buffer; an empty one after the return, so that a lease somebody still refers to doesn't keep it.</summary>
    internal TrackedBuffer Buffer { get; private set; }

    /// <summary>What the bucket knows the lease by.</summary>
    internal long Id => _watch.Id;

    /// <summary>Who rented.</summary>
    internal RentTrace Rented => _watch.Rented;

    /// <summary>Who returned: set by then, or a moment after. Null also where there was no memory to note it.</summary>
    internal RentTrace? Returned { get; private set; }

    internal override int Capacity => _watch.Capacity;

    internal override long LeaseGeneration => Slots.Generation.FirstRent;

    /// <summary>Its lease may come back.</summary>
    internal bool IsOut => _watch.IsOut;

    /// <summary>Nobody has rented it, so nobody can drop it.</summary>
    internal void Settle() => _watch.Settle();

    internal override bool IsStale(long lease) => _watch.IsReturned;

    internal override Span<byte> SpanUnder(long lease)
    {
        // Read before the look: whoever returns the lease says so before the buffer goes.
        TrackedBuffer buffer = Buffer;
        ThrowIfReturned();
        return buffer.BytesOf(Asked)[..Length];
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
        if (_watch.TryReturn() is not { } isTakenBack)
        {
            return false;
        }

        if (isTakenBack)
        {
            _watch.Settle();
            Returned = RentTrace.TryCapture(lease, Bucket.Pool.Time);
            TrackedBuffer buffer = Buffer;
            Buffer = PatternedBuffer.Empty;
            _bucket.TakeBack(this, buffer);
        }

        return true;
    }

    /// <summary>Ends the lease, and goes on as another of its first bytes.</summary>
    /// <returns>The other's slot.</returns>
    /// <exception cref="BufferAlreadyReturnedException">The lease has been returned.</exception>
    internal TrackedSlot HandOn(int length)
    {
        TrackedBuffer buffer = Buffer;
        ThrowIfReturned();

        // Not under the bucket's lock: the clock that this asks may be anybody's.
        RentTrace? handedOn = RentTrace.TryCapture(LeaseGeneration, Bucket.Pool.Time);
        TrackedSlot next = _bucket.TryHandOn(this, buffer, length) ?? throw StaleError(LeaseGeneration, MisuseKind.UsedAfterReturn);
        Returned = handedOn;
        Buffer = PatternedBuffer.Empty;
        return next;
    }

    /// <summary>Ends the lease without a return of the buffer.</summary>
    /// <returns>False when the buffer is the lease's no more.</returns>
    internal bool TryEnd()
    {
        if (_watch.TryReturn() != true)
        {
            return false;
        }

        Settle();
        return true;
    }

    internal override Exception StaleError(long lease, MisuseKind kind, string handle = "a lease") => _bucket.StaleError(this, kind);

    internal void ThrowIfReturned()
    {
        if (IsStale(LeaseGeneration))
        {
            throw StaleError(LeaseGeneration, MisuseKind.UsedAfterReturn);
        }
    }
}
