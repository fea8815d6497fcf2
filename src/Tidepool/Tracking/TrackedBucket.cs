using Tidepool.Diagnosis;
using Tidepool.Slots;

namespace Tidepool.Tracking;

/// <summary>One size class of tracked buffers: those out, in quarantine and idle, and the counts.</summary>
/// <remarks>
/// <para>
/// A buffer that comes back stays in quarantine until a number of others have come back after it. It is inspected when it leaves,
/// and once more when it is lent or dropped: whatever was written meanwhile was written by code that had no right to. One lock guards everything.
/// <code>created = discarded + trimmed + abandoned + out + quarantined + idle</code>
/// </para>
/// <para>
/// Findings are reported once the lock is free and the work is done, since a callback may do and throw anything. Whatever fails, even for lack of memory,
/// the counts stay right: a rent makes room for its return, and a buffer leaves a list only after its report has been made.
/// </para>
/// </remarks>
internal sealed partial class TrackedBucket
{
    private readonly Lock _gate = new();
    private readonly PoolContext _pool;
    private readonly int _quarantineLength;

    /// <summary>Returned and not yet inspected; the oldest first.</summary>
    private readonly Queue<TrackedBuffer> _quarantine = [];

    /// <summary>Inspected; the oldest first. Buffers are lent from the end.</summary>
    private readonly List<TrackedBuffer> _idle = [];

    private int _maxIdle;
    private bool _isClosed;
    private long _created;
    private long _rents;
    private long _returned;
    private long _discarded;
    private long _trimmed;
    private long _abandoned;
    private long _peak;
    private long _requested;

    internal TrackedBucket(PoolContext pool, int bufferSize, int maxIdle, bool clearsOnReturn, int quarantineLength)
    {
        _pool = pool;
        _maxIdle = maxIdle;
        _quarantineLength = quarantineLength;
        Identity = new Bucket(pool, bufferSize, maxIdle: 0, clearsOnReturn);
    }

    /// <summary>The bucket that slots refer to: it identifies pool and bucket, and has no buffers.</summary>
    internal Bucket Identity { get; }

    private long Live => _created - _discarded - _trimmed - _abandoned;

    private long Out => Live - _quarantine.Count - _idle.Count;

    /// <summary>Lends an idle buffer; null if there is none.</summary>
    /// <param name="size">The number of bytes requested.</param>
    /// <param name="rented">The trace of the rent.</param>
    internal TrackedSlot? TryLend(int size, RentTrace rented)
    {
        using (_gate.Hold())
        {
            while (_idle is [.., TrackedBuffer last])
            {
                if (IsIntact(last))
                {
                    TrackedSlot slot = Lend(last, size, rented);
                    RemoveLastIdle();
                    return slot;
                }

                RemoveLastIdle();
                Drop(last, ref _trimmed);
            }

            return null;
        }
    }

    /// <summary>Lends a buffer that was just made and whose bytes are booked. If it throws, nothing has changed.</summary>
    internal TrackedSlot LendNew(TrackedBuffer buffer, int size, RentTrace rented)
    {
        using (_gate.Hold())
        {
            EnsureRoom();
            TrackedSlot slot = Lend(buffer, size, rented);
            _created++;
            _peak = Math.Max(_peak, Out);
            return slot;
        }
    }

    /// <summary>Takes back the buffer of a lease. Called once for each slot.</summary>
    /// <param name="slot">The slot of the lease.</param>
    /// <param name="buffer">Its buffer.</param>
    /// <exception cref="BufferOverrunException">Bytes past the requested length were written. The buffer is back nevertheless.</exception>
    /// <exception cref="OutOfMemoryException">There is no memory to report what was found. The buffer is back, or dropped, nevertheless.</exception>
    internal void TakeBack(TrackedSlot slot, TrackedBuffer buffer)
    {
        MisuseReport? overrun = null;
        using (_pool.Reporter.Collect())
        {
            bool isTakenBack = false;
            try
            {
                overrun = OverrunOf(buffer, buffer.TakeBack(slot.Returned));
                isTakenBack = true;
            }
            finally
            {
                using (_gate.Hold())
                {
                    Receive(slot, buffer, isTakenBack);
                }

                _pool.Budget.ServeWaiters();
            }
        }

        if (overrun is not null)
        {
            throw new BufferOverrunException(overrun.ToString());
        }
    }

    /// <summary>Called when a lease was dropped. Its buffer isn't used again, since a span of it may still be in use. Runs on the finalizer thread.</summary>
    internal void OnDropped(DropWatch watch)
    {
        using (_gate.Hold())
        {
            Forget(watch.Id);
            _requested -= watch.Length;
            _abandoned++;
            _pool.Budget.Release(watch.Capacity);
        }

        watch.Pages?.Abandon();
        _pool.Budget.ServeWaiters();
        try
        {
            _pool.Reporter.ReportUnattended(ReportOf(watch.Length, MisuseKind.Dropped, damage: null, watch.Rented, returned: null));
        }
        catch (OutOfMemoryException)
        {
            // The lease is counted. That there is no memory to report where it was rented must not end the process.
        }
    }

    internal BucketStatistics GetStatistics()
    {
        using (_gate.Hold())
        {
            return new BucketStatistics
            {
                Size = Identity.BufferSize,
                Hits = _rents - _created,
                Misses = _created,
                Returned = _returned,
                Discarded = _discarded,
                Idle = _quarantine.Count + _idle.Count,
                Rented = Out,
                PeakRented = _peak,
                Abandoned = _abandoned,
                Trimmed = _trimmed,
                BytesRequested = _requested,
            };
        }
    }

    private TrackedSlot Lend(TrackedBuffer buffer, int size, RentTrace rented)
    {
        TrackedSlot slot = new(this, buffer, size, size, rented);
        try
        {
            Remember(slot);
            buffer.Lend(size, Identity.ClearsOnReturn, rented);
        }
        catch
        {
            // The lease has reached no caller that could drop it.
            slot.Settle();
            Forget(slot.Id);
            throw;
        }

        _rents++;
        _requested += size;
        return slot;
    }

    /// <summary>Makes room for one more buffer to come back, whatever the cap will be by then.</summary>
    private void EnsureRoom()
    {
        int others = (int)Live;
        _quarantine.EnsureCapacity(Math.Min(others, _quarantineLength) + 1);
        _idle.EnsureCapacity(others + 1);
    }

    private void Receive(TrackedSlot slot, TrackedBuffer buffer, bool isTakenBack)
    {
        Forget(slot.Id);
        _requested -= slot.Length;
        _returned++;
        if (isTakenBack)
        {
            _quarantine.Enqueue(buffer);
            Release(Math.Min(_quarantineLength, _maxIdle));
        }
        else
        {
            Drop(buffer, ref _discarded);
        }
    }

    /// <summary>Releases the oldest buffers from quarantine until this many are left.</summary>
    private void Release(int left)
    {
        while (_quarantine.Count > left)
        {
            bool isIntact = IsIntact(_quarantine.Peek());
            TrackedBuffer buffer = _quarantine.Dequeue();
            if (!isIntact)
            {
                Drop(buffer, ref _trimmed);
            }
            else if (_idle.Count + _quarantine.Count < _maxIdle)
            {
                _idle.Add(buffer);
            }
            else
            {
                Drop(buffer, ref _discarded);
            }
        }
    }

    /// <summary>False if code wrote to a buffer that was back: it may do so again, so the buffer must not be lent any more.</summary>
    private bool IsIntact(TrackedBuffer buffer)
    {
        if (buffer.Inspect() is not { } damage)
        {
            return true;
        }

        Findings.Add(ReportOf(buffer, MisuseKind.WrittenAfterReturn, damage));
        return false;
    }

    private void RemoveLastIdle() => _idle.RemoveAt(_idle.Count - 1);

    private void Drop(TrackedBuffer buffer, ref long counter)
    {
        counter++;
        _pool.Budget.Release(buffer.Capacity);
        buffer.Free();
    }
}
