using System.Runtime.CompilerServices;
using Tidepool.Diagnosis;
using Tidepool.Slots;

namespace Tidepool.Tracking;

/// <summary>One size class of tracked buffers: what is out, what is in quarantine, what lies idle, and the counts.</summary>
/// <remarks>
/// A buffer that comes back stays in quarantine while so many others come back after it, and is inspected when it leaves, and once more when it is lent or dropped:
/// what was written meanwhile was written by somebody who had no right to. One lock guards it all; reports are delivered outside it.
/// <code>created = discarded + trimmed + abandoned + out + quarantined + idle</code>
/// </remarks>
internal sealed class Shelf
{
    private readonly Lock _gate = new();
    private readonly PoolLedger _ledger;
    private readonly int _quarantineLength;

    /// <summary>Returned, and not inspected yet; the oldest first.</summary>
    private readonly Queue<TrackedBuffer> _quarantine = [];

    private readonly Stack<TrackedBuffer> _idle = [];

    /// <summary>The leases that are out. Weak, so that one that is dropped is collected, and thereby found.</summary>
    private readonly ConditionalWeakTable<TrackedSlot, TrackedBuffer> _out = [];

    private int _maxIdle;
    private long _created;
    private long _rents;
    private long _returned;
    private long _discarded;
    private long _trimmed;
    private long _abandoned;
    private long _peak;
    private long _requested;

    internal Shelf(PoolLedger ledger, int bufferSize, int maxIdle, bool clearsOnReturn, int quarantineLength)
    {
        _ledger = ledger;
        _maxIdle = maxIdle;
        _quarantineLength = quarantineLength;
        Identity = new Depot(ledger, bufferSize, maxIdle: 0, clearsOnReturn);
    }

    /// <summary>What the slots take for their depot: pool and bucket, and no buffers.</summary>
    internal Depot Identity { get; }

    private long Out => _created - _discarded - _trimmed - _abandoned - _quarantine.Count - _idle.Count;

    /// <summary>Lends an idle buffer; null when there is none.</summary>
    internal TrackedSlot? TryLend(int size)
    {
        TrackedSlot? slot = null;
        List<MisuseReport> reports = [];
        lock (_gate)
        {
            while (_idle.TryPeek(out TrackedBuffer? buffer))
            {
                if (IsIntact(buffer, reports))
                {
                    // It leaves the shelf once nothing can fail any more.
                    slot = Lend(buffer, size);
                    _idle.Pop();
                    break;
                }

                Drop(_idle.Pop(), ref _trimmed);
            }
        }

        Deliver(reports);
        return slot;
    }

    /// <summary>Lends a buffer that was just made, whose bytes are booked.</summary>
    internal TrackedSlot LendNew(TrackedBuffer buffer, int size)
    {
        lock (_gate)
        {
            TrackedSlot slot = Lend(buffer, size);
            _created++;
            _peak = Math.Max(_peak, Out);
            return slot;
        }
    }

    /// <summary>Takes back what a lease held. Called once for each slot.</summary>
    /// <exception cref="BufferOverrunException">Bytes behind the requested length were written. The buffer is back all the same.</exception>
    internal void TakeBack(TrackedSlot slot, RentTrace trace)
    {
        TrackedBuffer buffer = slot.Buffer;
        Damage? overrun = buffer.TakeBack(trace);
        List<MisuseReport> reports = [];
        lock (_gate)
        {
            _out.Remove(slot);
            _requested -= slot.Length;
            _returned++;
            _quarantine.Enqueue(buffer);
            Release(Math.Min(_quarantineLength, _maxIdle), reports);
        }

        Deliver(reports);
        _ledger.ServeWaiters();
        if (overrun is not null)
        {
            MisuseReport report = ReportOf(buffer, MisuseKind.Overrun, overrun);
            _ledger.Desk.Note(report);
            throw new BufferOverrunException(report.ToString());
        }
    }

    /// <summary>A lease was dropped. Its buffer isn't used again: a span of it may still be in use.</summary>
    internal void OnDropped(TrackedSlot slot)
    {
        lock (_gate)
        {
            _requested -= slot.Length;
            _abandoned++;
            _ledger.Release(slot.Capacity);
        }

        slot.Buffer.Abandon();
        _ledger.Desk.TellFromFinalizer(ReportOf(slot.Buffer, MisuseKind.Dropped, damage: null));
        _ledger.ServeWaiters();
    }

    /// <summary>Drops what is idle, after a look at what is in quarantine.</summary>
    /// <param name="most">How many buffers to drop.</param>
    internal void Trim(int most = int.MaxValue)
    {
        List<MisuseReport> reports = [];
        lock (_gate)
        {
            if (_idle.Count < most)
            {
                Release(0, reports);
            }

            for (int dropped = 0; dropped < most && _idle.TryPop(out TrackedBuffer? buffer); dropped++)
            {
                IsIntact(buffer, reports);
                Drop(buffer, ref _trimmed);
            }
        }

        Deliver(reports);
    }

    /// <summary>Keeps nothing from now on.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _maxIdle = 0;
        }

        Trim();
    }

    /// <summary>Tells of what is still out, since the pool is being disposed.</summary>
    internal void ReportOutstanding()
    {
        foreach (TrackedSlot slot in GetOutstanding())
        {
            _ledger.Desk.Tell(ReportOf(slot.Buffer, MisuseKind.OutAtDisposal, damage: null));
        }
    }

    internal List<TrackedSlot> GetOutstanding()
    {
        lock (_gate)
        {
            return [.. _out.Select(static pair => pair.Key).Where(static slot => !slot.IsReturned)];
        }
    }

    /// <summary>Tells of a stale lease, and gives what to throw.</summary>
    internal BufferAlreadyReturnedException StaleError(TrackedSlot slot, MisuseKind kind)
    {
        MisuseReport report = ReportOf(slot.Buffer, kind, damage: null, slot.Rented, slot.Returned);
        _ledger.Desk.Note(report);
        return new BufferAlreadyReturnedException(report.ToString());
    }

    internal BucketStatistics GetStatistics()
    {
        lock (_gate)
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

    private TrackedSlot Lend(TrackedBuffer buffer, int size)
    {
        buffer.Lend(size, Identity.ClearsOnReturn, RentTrace.Capture(Generation.FirstRent, _ledger.Time));
        TrackedSlot slot = new(this, buffer);
        _out.Add(slot, buffer);
        _rents++;
        _requested += size;
        return slot;
    }

    /// <summary>Lets buffers out of quarantine until so many are left, those that came first.</summary>
    private void Release(int left, List<MisuseReport> reports)
    {
        while (_quarantine.Count > left)
        {
            TrackedBuffer buffer = _quarantine.Dequeue();
            if (!IsIntact(buffer, reports))
            {
                Drop(buffer, ref _trimmed);
            }
            else if (_idle.Count + _quarantine.Count < _maxIdle)
            {
                _idle.Push(buffer);
            }
            else
            {
                Drop(buffer, ref _discarded);
            }
        }
    }

    /// <summary>False when somebody wrote to a buffer that was back: he may do so again, so it isn't to be used any more.</summary>
    private bool IsIntact(TrackedBuffer buffer, List<MisuseReport> reports)
    {
        if (buffer.Inspect() is not { } damage)
        {
            return true;
        }

        reports.Add(ReportOf(buffer, MisuseKind.WrittenAfterReturn, damage));
        return false;
    }

    private void Drop(TrackedBuffer buffer, ref long counter)
    {
        counter++;
        _ledger.Release(buffer.Capacity);
        buffer.Free();
    }

    private void Deliver(List<MisuseReport> reports) => reports.ForEach(_ledger.Desk.Tell);

    private MisuseReport ReportOf(TrackedBuffer buffer, MisuseKind kind, Damage? damage) => ReportOf(buffer, kind, damage, buffer.Rented, buffer.Returned);

    private MisuseReport ReportOf(TrackedBuffer buffer, MisuseKind kind, Damage? damage, RentTrace? rented, RentTrace? returned) =>
        new(kind, _ledger.PoolName, Identity.BufferSize, buffer.Length)
        {
            Offset = damage?.Offset,
            Found = damage?.Found,
            RentStack = rented?.Stack,
            ReturnStack = returned?.Stack,
            RentThreadId = rented?.ThreadId,
            Age = rented is null ? null : _ledger.Time.GetElapsedTime(rented.RentedAt),
        };
}
