using Tidepool.Diagnosis;

namespace Tidepool.Slots;

/// <content>The counts: nothing is counted on the fast path, since every slot's generation says how often it was rented and returned.</content>
internal sealed partial class Depot
{
    /// <summary>Slots ever made. Each was a rent that found nothing idle.</summary>
    private long _created;

    /// <summary>Slots dropped because they came back when enough were idle.</summary>
    private long _discarded;

    /// <summary>Slots dropped to give memory back, or a place to another thread.</summary>
    private long _trimmed;

    /// <summary>Slots whose lease was dropped without a return, as the collector found.</summary>
    private long _abandoned;

    /// <summary>Rents of all slots that are not residents now, dropped ones included.</summary>
    private long _rents;

    /// <summary>Returns of all slots that are not residents now, dropped ones included.</summary>
    private long _returns;

    /// <summary>Bytes asked for by the homeless slots that are out.</summary>
    private long _homelessLength;

    /// <summary>The most slots alive when one was created.</summary>
    private long _peak;

    private long Live => _created - _discarded - _trimmed - _abandoned;

    /// <summary>Reads all counts. They add up exactly while no thread rents or returns.</summary>
    internal BucketStatistics GetStatistics()
    {
        BucketStatistics statistics;
        using (_gate.Hold())
        {
            EvictExcess();

            long rents = _rents;
            long returns = _returns;
            long requested = _homelessLength;
            long idle = _depth;
            long rented = Live - _residents - _depth;
            foreach (Ring ring in _rings)
            {
                foreach (Slot? slot in ring.Slots)
                {
                    if (slot is null)
                    {
                        continue;
                    }

                    long generation = Generation.Unclaimed(Volatile.Read(ref slot.Generation));
                    rents += Generation.Rents(generation);
                    returns += Generation.Returns(generation);
                    if (Generation.IsRented(generation))
                    {
                        rented++;
                        requested += slot.Length;
                    }
                    else
                    {
                        idle++;
                    }
                }
            }

            statistics = new BucketStatistics
            {
                Size = BufferSize,
                Hits = rents - _created,
                Misses = _created,
                Returned = returns,
                Discarded = _discarded,
                Idle = idle,
                Rented = rented,
                PeakRented = Math.Max(_peak, rented),
                Abandoned = _abandoned,
                Trimmed = _trimmed,
                BytesRequested = requested,
            };
        }

        ServeWaiters();
        return statistics;
    }

    /// <summary>A slot can't be reached any more, so its lease, if it is out, never comes back. Runs on the finalizer thread.</summary>
    internal void OnUnreachable(Slot slot)
    {
        RentTrace? trace = slot.TraceOfPresentRent;
        bool isAbandoned = false;
        using (_gate.Hold())
        {
            long generation = slot.Generation;
            if (slot.IsSettled || slot.Home.IsThread || Generation.IsIdleInDepot(generation))
            {
                // Counted already, or the whole pool is unreachable and nobody will ask.
                return;
            }

            UncountHomeless(slot, generation);
            if (Generation.IsRented(generation))
            {
                Drop(slot, ref _abandoned);
                isAbandoned = true;
            }
            else
            {
                // Two overlapping returns of one lease, a misuse, of which the later one came after an eviction.
                Drop(slot, ref _trimmed);
            }
        }

        ServeWaiters();
        if (isAbandoned && trace is not null)
        {
            ReportDropped(slot, trace);
        }
    }

    private void ReportDropped(Slot slot, RentTrace trace)
    {
        try
        {
            _ledger.Desk.TellUnattended(new MisuseReport(MisuseKind.Dropped, PoolName, BufferSize, slot.Length)
            {
                RentStack = trace.Stack,
                RentThreadId = trace.ThreadId,
                Age = Time.GetElapsedTime(trace.RentedAt),
                MayBeNoMistake = true,
            });
        }
        catch (OutOfMemoryException)
        {
            // It is counted. That nobody is told where it was rented must not end the process.
        }
    }

    private void CountCreated()
    {
        _created++;
        _peak = Math.Max(_peak, Live);
    }

    /// <summary>The slot leaves the books. Its array is the collector's, with whoever still holds a stale view of it.</summary>
    private void Drop(Slot slot, ref long counter)
    {
        counter++;
        slot.Settle();
        _ledger.Release(slot.Capacity);
    }

    private void CountHomeless(Slot slot, long generation)
    {
        CountUpTo(slot, generation);
        slot.Notes.CountedLength = slot.Length;
        _homelessLength += slot.Notes.CountedLength;
    }

    private void UncountHomeless(Slot slot, long generation)
    {
        CountUpTo(slot, generation);
        _homelessLength -= slot.Notes.CountedLength;
        slot.Notes.CountedLength = 0;
    }

    private void CountUpTo(Slot slot, long generation)
    {
        _rents += Generation.Rents(generation) - Generation.Rents(slot.Notes.Counted);
        _returns += Generation.Returns(generation) - Generation.Returns(slot.Notes.Counted);
        slot.Notes.Counted = generation;
    }
}
