using Tidepool.Diagnosis;

namespace Tidepool.Slots;

/// <summary>Samples rents: records the caller, so that a leak can be traced to its call site, or serves the rent with a tracked buffer.</summary>
/// <remarks>
/// Nothing counts rents. Each slot carries the number of returns after which its next rent is a sample, so the fast path learns
/// from one compare that the slot is idle and its next rent isn't a sample. The distances are random, so that no pattern in a program
/// hides a call site.
/// </remarks>
internal sealed class RentSampling
{
    /// <summary>How many times as often a rent that makes a buffer is sampled as one that finds a buffer: making one costs far more anyway,
    /// and every leaked buffer has to be replaced by a new one. The number is arbitrary.</summary>
    private const int NewBufferWeight = 256;

    /// <summary>How many traces are kept before those of returned buffers are swept out; then again each time their number has doubled. Arbitrary.</summary>
    private const int FirstSweep = 1024;

    /// <summary>The average distance between samples of either kind, in rents; 0 for none.</summary>
    private readonly int _interval;

    /// <summary>The average distance between rents whose caller is recorded; 0 for none.</summary>
    private readonly int _traceInterval;

    /// <summary>The average distance between rents that a tracked buffer serves; 0 for none.</summary>
    private readonly int _substituteInterval;

    private readonly TimeProvider _time;

    private readonly Lock _gate = new();

    /// <summary>The random number generator's state. The framework's generator would allocate once in each thread, in the middle of a rent.</summary>
#pragma warning disable CA5394 // Which rents are sampled is no secret.
    private long _drawn = Random.Shared.NextInt64();
#pragma warning restore CA5394

    /// <summary>The last recorded rent by bucket and slot number. The rent may be over.</summary>
    private readonly Dictionary<(Bucket Bucket, int Number), SampledRent> _sampled = [];

    /// <summary>Recorded rents whose leases were dropped, which have yet to be reported.</summary>
    private List<SampledRent>? _dropped;

    /// <summary>At how many recorded rents the next sweep comes.</summary>
    private int _sweepAt = FirstSweep;

    internal RentSampling(int traceInterval, int substituteInterval, TimeProvider time)
    {
        _traceInterval = traceInterval;
        _substituteInterval = substituteInterval;
        _interval = traceInterval == 0 || substituteInterval == 0 ? Math.Max(traceInterval, substituteInterval) : Math.Min(traceInterval, substituteInterval);
        _time = time;
        if (_interval > 0)
        {
            // Makes the runtime load what a capture needs, before memory runs out.
            RentTrace.Capture(Generation.FirstRent, time);
        }
    }

    /// <summary>No rent is sampled.</summary>
    internal static RentSampling Off { get; } = new(0, 0, TimeProvider.System);

    /// <summary>Rents a tracked buffer for the given number of bytes; null if there is none.</summary>
    internal Func<int, Slot?> RentTracked { get; set; } = static _ => null;

    /// <summary>The number of returns after which a new slot is first sampled: 0 for the rent that it is made for.</summary>
    internal long FirstSampleAt() =>
        _interval == 0 ? Generation.Shared
        : Draw(_interval) < NewBufferWeight ? 0
        : NextDistance();

    /// <summary>Samples the present rent of a slot, if there is memory for that: records the caller, or lets a tracked slot serve the rent.</summary>
    /// <returns>The slot; or the tracked one, after the slot has been returned.</returns>
    internal Slot Sample(Slot slot)
    {
        Slot? tracked = null;
        try
        {
            tracked = IsDrawn(_substituteInterval) ? RentTracked(slot.Length) : null;
        }
        catch (OutOfMemoryException)
        {
            // The slot itself serves the rent.
        }
        catch
        {
            // A misuse handler threw while handling what was found in the tracked buffer. The rent fails with that exception.
            slot.TryReturnElsewhere(slot.Generation);
            throw;
        }

        if (tracked is not null)
        {
            slot.SampleAt = Generation.Returns(slot.Generation) + NextDistance();
            slot.TryReturnElsewhere(slot.Generation);
            return tracked;
        }

        Record(slot);
        return slot;
    }

    /// <summary>Records the caller of a slot's present rent, if there is memory for that.</summary>
    internal void Record(Slot slot)
    {
        slot.SampleAt = Generation.Returns(slot.Generation) + NextDistance();
        try
        {
            if (IsDrawn(_traceInterval))
            {
                Remember(slot);
            }
        }
        catch (OutOfMemoryException)
        {
            // The rent has succeeded, recorded or not.
        }
    }

    private bool IsDrawn(int interval) => interval > 0 && Draw(interval) < _interval;

    private void Remember(Slot slot)
    {
        SampledRent rent = new(slot.Bucket.BufferSize, slot.Length, RentTrace.Capture(slot.Generation, _time));
        if (_sampled.Count >= _sweepAt)
        {
            ForgetReturned();
        }

        using (_gate.Hold())
        {
            _sampled[(slot.Bucket, slot.Number)] = rent;
        }

        slot.Bucket.NoteTraced(slot);
    }

    private void ForgetReturned()
    {
        foreach (((Bucket Bucket, int Number) key, SampledRent rent) in Snapshot())
        {
            if (!key.Bucket.IsOut(key.Number, rent.Trace.Generation))
            {
                using (_gate.Hold())
                {
                    ((ICollection<KeyValuePair<(Bucket, int), SampledRent>>)_sampled).Remove(new(key, rent));
                }
            }
        }

        _sweepAt = Math.Max(FirstSweep, 2 * _sampled.Count);
    }

    /// <summary>A copy of the recorded rents, so that buckets can be asked about them without this lock: a bucket's lock is taken before this one.</summary>
    private KeyValuePair<(Bucket Bucket, int Number), SampledRent>[] Snapshot()
    {
        using (_gate.Hold())
        {
            return [.. _sampled];
        }
    }

    /// <summary>How many recorded rents are kept: those that are out, and some that have ended since the last sweep.</summary>
    internal int Remembered => _sampled.Count;

    /// <summary>The recorded rents that are out now.</summary>
    internal IEnumerable<SampledRent> GetOutstanding() =>
        from sampled in Snapshot()
        where sampled.Key.Bucket.IsOut(sampled.Key.Number, sampled.Value.Trace.Generation)
        select sampled.Value;

    /// <summary>Called when a slot loses its owner: marks it if its present rent is recorded. Under the bucket's lock.</summary>
    internal void NoteShared(Slot slot, long generation)
    {
        slot.Index = 0;
        if (_sampled.Count > 0)
        {
            using (_gate.Hold())
            {
                if (!_sampled.TryGetValue((slot.Bucket, slot.Number), out SampledRent? rent))
                {
                    return;
                }

                if (rent.Trace.Generation == generation)
                {
                    slot.Index = Slot.Traced;
                }
                else
                {
                    _sampled.Remove((slot.Bucket, slot.Number));
                }
            }
        }
    }

    /// <summary>Carries the record of a lease over to the one that it was converted to, if there is memory for that.</summary>
    /// <param name="slot">The slot, which shows the new lease's generation and length.</param>
    /// <param name="lease">The generation of the lease that has ended.</param>
    internal void NoteHandedOn(Slot slot, long lease)
    {
        if (_sampled.Count == 0)
        {
            return;
        }

        try
        {
            using (_gate.Hold())
            {
                if (_sampled.TryGetValue((slot.Bucket, slot.Number), out SampledRent? rent) && rent.Trace.Generation == lease)
                {
                    _sampled[(slot.Bucket, slot.Number)] = rent with { Length = slot.Length, Trace = rent.Trace with { Generation = slot.Generation } };
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
        if (_sampled.Count > 0)
        {
            using (_gate.Hold())
            {
                _sampled.Remove((bucket, number));
            }
        }
    }

    /// <summary>Notes that a lease was dropped: if its rent was recorded, that will be reported. Under the bucket's lock.</summary>
    /// <param name="bucket">The slot's bucket.</param>
    /// <param name="number">The slot's number.</param>
    internal void NoteDropped(Bucket bucket, int number)
    {
        if (_interval == 0)
        {
            return;
        }

        using (_gate.Hold())
        {
            if (!_sampled.Remove((bucket, number), out SampledRent? rent) || rent.IsReported)
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

    /// <summary>The distance to the next sample: 1 to twice the interval less 1, so the interval on average.</summary>
    private long NextDistance() => 1 + Draw((2L * _interval) - 1);

    /// <summary>A random number from 0 to below the limit, by SplitMix64. The modulo's bias is negligible at such limits.</summary>
    private long Draw(long limit)
    {
        ulong mixed = (ulong)Interlocked.Add(ref _drawn, unchecked((long)0x9E37_79B9_7F4A_7C15));
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        return (long)((mixed ^ (mixed >> 31)) % (ulong)limit);
    }
}
