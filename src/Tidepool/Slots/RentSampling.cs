using Tidepool.Diagnosis;

namespace Tidepool.Slots;

/// <summary>Records who rented, for one rent in so many, so that a leak can be told by its call site; and lets one in so many be served by a tracked buffer.</summary>
/// <remarks>
/// Nothing counts rents. Each slot carries the number of returns after which its next rent is a sample, and the fast path learns
/// from one compare that a slot is idle and its next rent isn't one. The distances are drawn at random, so that no pattern of a program
/// hides a call site.
/// </remarks>
internal sealed class RentSampling
{
    /// <summary>A rent that makes a buffer is sampled so many times as often as one that finds one: it costs that much anyway, and what leaks must be made anew.</summary>
    private const int NewBufferWeight = 256;

    /// <summary>Traces of buffers that have come back are first forgotten when so many are remembered, and then each time that their number has doubled.</summary>
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

    /// <summary>The slots that carry a trace. Weak, so that a dropped lease is still found by the collector.</summary>
    private readonly List<WeakReference<Slot>> _sampled = [];

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
        _interval == 0 ? Generation.InDepot
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
        RentTrace trace = RentTrace.Capture(slot.Generation, _time);
        using (_gate.Hold())
        {
            if (slot.Trace is null)
            {
                if (_sampled.Count >= _sweepAt)
                {
                    _sampled.RemoveAll(static sampled => !sampled.TryGetTarget(out Slot? target) || ForgetIfReturned(target));
                    _sweepAt = Math.Max(FirstSweep, 2 * _sampled.Count);
                }

                _sampled.Add(new WeakReference<Slot>(slot));
            }

            slot.Trace = trace;
        }
    }

    /// <summary>How many slots carry a trace, or did when it was last looked.</summary>
    internal int Remembered => _sampled.Count;

    /// <summary>The sampled slots that are out now, with who rented them.</summary>
    internal List<(Slot Slot, RentTrace Trace)> GetOutstanding()
    {
        List<(Slot, RentTrace)> outstanding = [];
        using (_gate.Hold())
        {
            foreach (WeakReference<Slot> sampled in _sampled)
            {
                if (sampled.TryGetTarget(out Slot? slot) && slot.TraceOfPresentRent is { } trace)
                {
                    outstanding.Add((slot, trace));
                }
            }
        }

        return outstanding;
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

    private static bool ForgetIfReturned(Slot slot)
    {
        if (slot.TraceOfPresentRent is not null)
        {
            return false;
        }

        slot.Trace = null;
        return true;
    }
}
