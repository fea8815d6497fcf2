using Tidepool.Diagnosis;

namespace Tidepool.Slots;

/// <summary>The rents of one pool whose callers were recorded: those that are out, and some that have ended since the last sweep.</summary>
/// <remarks>Its lock is taken while a bucket's is held, never the other way round.</remarks>
internal sealed class SampledRents
{
    /// <summary>How many traces are kept before those of returned buffers are swept out; then again each time their number has doubled. Arbitrary.</summary>
    private const int FirstSweep = 1024;

    private readonly Lock _gate = new();

    /// <summary>The last recorded rent by bucket and slot number. The rent may be over.</summary>
    private readonly Dictionary<(Bucket Bucket, int Number), SampledRent> _rents = [];

    /// <summary>Recorded rents whose leases were dropped, which have yet to be reported.</summary>
    private List<SampledRent>? _dropped;

    /// <summary>At how many recorded rents the next sweep comes.</summary>
    private int _sweepAt = FirstSweep;

    /// <summary>How many rents are kept.</summary>
    internal int Count => _rents.Count;

    /// <summary>Records a slot's present rent, with the caller's stack.</summary>
    internal void Add(Slot slot, TimeProvider time)
    {
        SampledRent rent = new(slot.Bucket.BufferSize, slot.Length, RentTrace.Capture(slot.Generation, time));
        if (_rents.Count >= _sweepAt)
        {
            ForgetReturned();
        }

        using (_gate.Hold())
        {
            _rents[(slot.Bucket, slot.Number)] = rent;
        }

        slot.Bucket.NoteTraced(slot);
    }

    /// <summary>The recorded rents that are out now.</summary>
    internal IEnumerable<SampledRent> GetOutstanding() =>
        from rent in Snapshot()
        where rent.Key.Bucket.IsOut(rent.Key.Number, rent.Value.Trace.Generation)
        select rent.Value;

    /// <summary>Called when a slot loses its owner: marks it if its present rent is recorded. Under the bucket's lock.</summary>
    internal void NoteShared(Slot slot, long generation)
    {
        slot.Index = 0;
        if (_rents.Count > 0)
        {
            using (_gate.Hold())
            {
                if (!_rents.TryGetValue((slot.Bucket, slot.Number), out SampledRent? rent))
                {
                    return;
                }

                if (rent.Trace.Generation == generation)
                {
                    slot.Index = Slot.Traced;
                }
                else
                {
                    _rents.Remove((slot.Bucket, slot.Number));
                }
            }
        }
    }

    /// <summary>Carries the record of a lease over to the one that it was converted to, if there is memory for that.</summary>
    /// <param name="slot">The slot, which shows the new lease's generation and length.</param>
    /// <param name="lease">The generation of the lease that has ended.</param>
    internal void NoteHandedOn(Slot slot, long lease)
    {
        if (_rents.Count == 0)
        {
            return;
        }

        try
        {
            using (_gate.Hold())
            {
                if (_rents.TryGetValue((slot.Bucket, slot.Number), out SampledRent? rent) && rent.Trace.Generation == lease)
                {
                    _rents[(slot.Bucket, slot.Number)] = rent with { Length = slot.Length, Trace = rent.Trace with { Generation = slot.Generation } };
                }
            }
        }
        catch (OutOfMemoryException)
        {
            // The new lease is out all the same, recorded or not.
        }
    }

    /// <summary>Forgets the recorded rent of a slot that was returned or dropped.</summary>
    internal void Forget(Bucket bucket, int number)
    {
        if (_rents.Count > 0)
        {
            using (_gate.Hold())
            {
                _rents.Remove((bucket, number));
            }
        }
    }

    /// <summary>Notes that a lease was dropped: if its rent was recorded, that will be reported. Under the bucket's lock.</summary>
    /// <param name="bucket">The slot's bucket.</param>
    /// <param name="number">The slot's number.</param>
    internal void NoteDropped(Bucket bucket, int number)
    {
        if (_rents.Count == 0)
        {
            return;
        }

        using (_gate.Hold())
        {
            if (!_rents.Remove((bucket, number), out SampledRent? rent) || rent.IsReported)
            {
                return;
            }

            try
            {
                (_dropped ??= []).Add(rent);
            }
            catch (OutOfMemoryException)
            {
                // The drop is counted all the same. A missing report must not end the process: this may be the finalizer thread.
            }
        }
    }

    /// <summary>Reports the leases that were found to be dropped. Not under a lock.</summary>
    internal void ReportDropped(PoolContext pool)
    {
        if (Volatile.Read(ref _dropped) is null)
        {
            return;
        }

        List<SampledRent>? dropped;
        using (_gate.Hold())
        {
            (dropped, _dropped) = (_dropped, null);
        }

        try
        {
            // Not a lambda: its closure would be allocated before the try.
            foreach (SampledRent rent in dropped ?? [])
            {
                pool.Reporter.ReportUnattended(rent.ToReport(MisuseKind.Dropped, pool));
            }
        }
        catch (OutOfMemoryException)
        {
            // As above.
        }
    }

    private void ForgetReturned()
    {
        foreach (((Bucket Bucket, int Number) key, SampledRent rent) in Snapshot())
        {
            if (!key.Bucket.IsOut(key.Number, rent.Trace.Generation))
            {
                using (_gate.Hold())
                {
                    ((ICollection<KeyValuePair<(Bucket, int), SampledRent>>)_rents).Remove(new(key, rent));
                }
            }
        }

        _sweepAt = Math.Max(FirstSweep, 2 * _rents.Count);
    }

    /// <summary>A copy of the recorded rents, so that buckets can be asked about them without this lock: a bucket's lock is taken before this one.</summary>
    private KeyValuePair<(Bucket Bucket, int Number), SampledRent>[] Snapshot()
    {
        using (_gate.Hold())
        {
            return [.. _rents];
        }
    }
}
