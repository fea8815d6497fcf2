using Tidepool.Diagnosis;

namespace Tidepool.Slots;

/// <summary>Records who rented, for one rent in so many, so that a leak can be told by its call site;
/// and lets one in so many be served by a tracked buffer.</summary>
/// <remarks>
/// Nothing counts rents. Each slot carries the number of returns after which its next rent is a sample, and the fast path learns
/// from one compare that a slot is idle and its next rent isn't one. The distances are drawn at random, so that no pattern of a program
/// hides a call site.
/// </remarks>
internal sealed class RentSampling
{
    /// <summary>A rent that makes a buffer is sampled so many times as often as one that finds one: it costs that much anyway,
    /// and what leaks must be made anew.</summary>
    private const int NewBufferWeight = 256;

    /// <summary>Traces of buffers that have come back are first forgotten when so many are remembered,
    /// and then each time that their number has doubled.</summary>
    private const int FirstSweep = 1024;

    /// <summary>One rent in so many is a sample, for the one purpose or the other; 0 for none.</summary>
    private readonly int _interval;

    /// <summary>One rent in so many is recorded; 0 for none.</summary>
    private readonly int _traceInterval;

    /// <summary>One rent in so many is served by a tracked buffer; 0 for none.</summary>
    private readonly int _substituteInterval;

    private readonly TimeProvider _time;

    private readonly Lock _gate = new();

    /// <summary>The state of the random numbers. Our own, since those of the framework allocate in each thread, in the middle of a rent.</summary>
#pragma warning disable CA5394 // Which rents are sampled is no secret.
    private long _drawn = Random.Shared.NextInt64();
#pragma warning restore CA5394

    /// <summary>By bucket and number of the slot: the last sampled rent, which may be over.</summary>
    private readonly Dictionary<(Bucket Bucket, int Number), SampledRent> _sampled = [];

    /// <summary>Sampled rents whose leases were dropped, of which nobody has been told yet.</summary>
    private List<SampledRent>? _dropped;

    /// <summary>How many are remembered at the next sweep.</summary>
    private int _sweepAt = FirstSweep;

    internal RentSampling(int traceInterval, int substituteInterval, TimeProvider time)
    {
        _traceInterval = traceInterval;
        _substituteInterval = substituteInterval;
        _interval = traceInterval == 0 || substituteInterval == 0 ? Math.Max(traceInterval, substituteInterval) : Math.Min(traceInterval, substituteInterval);
        _time = time;
        if (_interval > 0)
        {
            // So that what this needs of the runtime is there before memory runs out.
            RentTrace.Capture(Generation.FirstRent, time);
        }
    }

    /// <summary>No rent is sampled.</summary>
    internal static RentSampling Off { get; } = new(0, 0, TimeProvider.System);

    /// <summary>Rents a tracked buffer of so many bytes; null where there is none to be had.</summary>
    internal Func<int, Slot?> RentTracked { get; set; } = static _ => null;

    /// <summary>When a new slot is to be sampled first: 0 for the rent that it is made for.</summary>
    internal long FirstSampleAt() =>
        _interval == 0 ? Generation.Shared
        : Draw(_interval) < NewBufferWeight ? 0
        : NextDistance();

    /// <summary>The present rent of the slot is a sample: records the caller, or lets another slot serve it, if there is memory for that.</summary>
    /// <returns>The slot, or the one that serves the rent in its stead; then it has gone back.</returns>
    internal Slot Sample(Slot slot)
    {
        Slot? tracked = null;
        try
        {
            tracked = IsDrawn(_substituteInterval) ? RentTracked(slot.Length) : null;
        }
        catch (OutOfMemoryException)
        {
            // The slot serves the rent itself.
        }
        catch
        {
            // A callback threw when it was told what was found in the tracked buffer. That comes out of the rent, which has failed.
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

    /// <summary>The present rent of the slot is a sample: records the caller, if there is memory for that.</summary>
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
            // The rent has succeeded: it doesn't fail for want of a note about it.
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

    /// <summary>What is remembered. A bucket is asked about it afterwards: its lock comes before this one.</summary>
    private KeyValuePair<(Bucket Bucket, int Number), SampledRent>[] Snapshot()
    {
        using (_gate.Hold())
        {
            return [.. _sampled];
        }
    }

    /// <summary>How many rents are remembered: those that are out, and others that were when it was last looked.</summary>
    internal int Remembered => _sampled.Count;

    /// <summary>The sampled rents that are out now.</summary>
    internal IEnumerable<SampledRent> GetOutstanding() =>
        from sampled in Snapshot()
        where sampled.Key.Bucket.IsOut(sampled.Key.Number, sampled.Value.Trace.Generation)
        select sampled.Value;

    /// <summary>A slot has no owner any more while it is out. Under the bucket's lock.</summary>
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

    /// <summary>The rent is over, or the number is free for another slot.</summary>
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

    /// <summary>A lease was dropped: if its rent was sampled, that can be told. Under the bucket's lock.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="number">The number of the lease's slot.</param>
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
                // It is counted. That nobody is told where it was rented must not end the process: this may be the finalizer's thread.
            }
        }
    }

    /// <summary>Tells of the leases that were found to be dropped. Not under a lock.</summary>
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
            // No lambda: its object would be made before the try.
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

    /// <summary>1 to twice the interval less 1: the interval on average.</summary>
    private long NextDistance() => 1 + Draw((2L * _interval) - 1);

    /// <summary>A number from 0 to below the limit, at random: SplitMix64, whose bias at such limits is none that counts.</summary>
    private long Draw(long limit)
    {
        ulong mixed = (ulong)Interlocked.Add(ref _drawn, unchecked((long)0x9E37_79B9_7F4A_7C15));
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        return (long)((mixed ^ (mixed >> 31)) % (ulong)limit);
    }
}
