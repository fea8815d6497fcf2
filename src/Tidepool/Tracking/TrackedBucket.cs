using Tidepool.Diagnosis;
using Tidepool.Slots;

namespace Tidepool.Tracking;

/// <summary>One size class of tracked buffers: what is out, what is in quarantine, what lies idle, and the counts.</summary>
/// <remarks>
/// <para>
/// A buffer that comes back stays in quarantine while so many others come back after it, and is inspected when it leaves,
/// and once more when it is lent or dropped: what was written meanwhile was written by somebody who had no right to. One lock guards it all.
/// <code>created = discarded + trimmed + abandoned + out + quarantined + idle</code>
/// </para>
/// <para>
/// What is found is told once the lock is free and the work is done, since a callback may do anything and throw anything. Whatever fails,
/// for want of memory too, the books are right: room for a return is made by the rent, and a buffer leaves a list only when its report has been written.
/// </para>
/// </remarks>
internal sealed partial class TrackedBucket
{
    private readonly Lock _gate = new();
    private readonly PoolContext _pool;
    private readonly int _quarantineLength;

    /// <summary>Returned, and not inspected yet; the oldest first.</summary>
    private readonly Queue<TrackedBuffer> _quarantine = [];

    /// <summary>Inspected; the oldest first. Lent from the end.</summary>
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

    /// <summary>What the slots take for their bucket: pool and bucket, and no buffers.</summary>
    internal Bucket Identity { get; }

    private long Live => _created - _discarded - _trimmed - _abandoned;

    private long Out => Live - _quarantine.Count - _idle.Count;

    /// <summary>Lends an idle buffer; null when there is none.</summary>
    /// <param name="size">Bytes asked for.</param>
    /// <param name="rented">Who rents.</param>
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

    /// <summary>Lends a buffer that was just made, whose bytes are booked. Nothing has changed when it throws.</summary>
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

    /// <summary>Takes back what a lease held. Called once for each slot.</summary>
    /// <param name="slot">The lease's.</param>
    /// <param name="buffer">What it held.</param>
    /// <exception cref="BufferOverrunException">Bytes behind the requested length were written. The buffer is back all the same.</exception>
    /// <exception cref="OutOfMemoryException">There is no memory to say what was found. The buffer is back, or dropped, all the same.</exception>
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

    /// <summary>A lease was dropped. Its buffer isn't used again: a span of it may still be in use. Runs on the finalizer thread.</summary>
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
            // It is counted. That nobody is told where it was rented must not end the process.
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
            // Nobody has rented it, so nobody can drop it.
            slot.Settle();
            Forget(slot.Id);
            throw;
        }

        _rents++;
        _requested += size;
        return slot;
    }

    /// <summary>Makes room for one more buffer to come back, whatever the cap will be then.</summary>
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

    /// <summary>Lets buffers out of quarantine until so many are left, those that came first.</summary>
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

    /// <summary>False when somebody wrote to a buffer that was back: he may do so again, so it isn't to be used any more.</summary>
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
