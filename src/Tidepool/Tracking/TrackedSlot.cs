using Tidepool.Diagnosis;
using Tidepool.Slots;

namespace Tidepool.Tracking;

/// <summary>One rent of a tracked buffer. Never reused, so a stale lease can't become valid.</summary>
/// <remarks>It has no array of its own: its bytes are those of the buffer. Its <see cref="Slot.Generation"/> is never that of a lease,
/// so every use of a lease ends up in the methods below.</remarks>
internal sealed class TrackedSlot : Slot
{
    private readonly TrackedBucket _bucket;
    private readonly DropWatch _watch;

    /// <param name="bucket">The bucket that the buffer comes from.</param>
    /// <param name="buffer">The buffer.</param>
    /// <param name="asked">The number of bytes requested.</param>
    /// <param name="length">How many of these, from the first on, the lease has.</param>
    /// <param name="rented">The trace of the rent.</param>
    internal TrackedSlot(TrackedBucket bucket, TrackedBuffer buffer, int asked, int length, RentTrace rented)
        : base(bucket.Identity, [], Slots.Generation.Claimed)
    {
        _bucket = bucket;
        _watch = new DropWatch(bucket, rented, length, buffer.Capacity, buffer as GuardedBuffer);
        Buffer = buffer;
        Asked = asked;
        Length = length;
    }

    /// <summary>The number of bytes requested, of which the lease has the first <see cref="Slot.Length"/>.</summary>
    internal int Asked { get; }

    /// <summary>The buffer; an empty one after the return, so that a stale lease doesn't keep the buffer alive.</summary>
    internal TrackedBuffer Buffer { get; private set; }

    /// <summary>Identifies the lease in the bucket.</summary>
    internal long Id => _watch.Id;

    /// <summary>The trace of the rent.</summary>
    internal RentTrace Rented => _watch.Rented;

    /// <summary>The trace of the return, set a moment after the lease has ended. Null also if there was no memory to record it.</summary>
    internal RentTrace? Returned { get; private set; }

    internal override int Capacity => _watch.Capacity;

    internal override long LeaseGeneration => Slots.Generation.FirstRent;

    /// <summary>Whether the lease may still be returned.</summary>
    internal bool IsOut => _watch.IsOut;

    /// <summary>Ends the watch for a drop, since the lease has ended or has reached no caller.</summary>
    internal void Settle() => _watch.Settle();

    internal override bool IsStale(long lease) => _watch.IsReturned;

    internal override Span<byte> SpanUnder(long lease)
    {
        // Read before the check: a return marks the lease as ended before it takes the buffer away.
        TrackedBuffer buffer = Buffer;
        ThrowIfReturned();
        return buffer.BytesOf(Asked)[..Length];
    }

    internal override Memory<byte> MemoryUnder(long lease)
    {
        ThrowIfReturned();
#pragma warning disable CA2000 // It owns nothing that needs disposal.
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

    /// <summary>Ends the lease, and makes a new one of its first bytes.</summary>
    /// <returns>The slot of the new lease.</returns>
    /// <exception cref="BufferAlreadyReturnedException">The lease has been returned.</exception>
    internal TrackedSlot HandOn(int length)
    {
        TrackedBuffer buffer = Buffer;
        ThrowIfReturned();

        // Not under the bucket's lock: this reads a clock that may be the application's own.
        RentTrace? handedOn = RentTrace.TryCapture(LeaseGeneration, Bucket.Pool.Time);
        TrackedSlot next = _bucket.TryHandOn(this, buffer, length) ?? throw StaleError(LeaseGeneration, MisuseKind.UsedAfterReturn);
        Returned = handedOn;
        Buffer = PatternedBuffer.Empty;
        return next;
    }

    /// <summary>Ends the lease without returning the buffer.</summary>
    /// <returns>False if the lease has ended already.</returns>
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
