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

    /// <summary>The average distance between samples of either kind, in rents; 0 for none.</summary>
    private readonly int _interval;

    /// <summary>The average distance between rents whose caller is recorded; 0 for none.</summary>
    private readonly int _traceInterval;

    /// <summary>The average distance between rents that a tracked buffer serves; 0 for none.</summary>
    private readonly int _substituteInterval;

    private readonly TimeProvider _time;

    /// <summary>The random number generator's state. The framework's generator would allocate once in each thread, in the middle of a rent.</summary>
#pragma warning disable CA5394 // Which rents are sampled is no secret.
    private long _drawn = Random.Shared.NextInt64();
#pragma warning restore CA5394

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

    /// <summary>The rents that were recorded.</summary>
    internal SampledRents Rents { get; } = new();

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
                Rents.Add(slot, _time);
            }
        }
        catch (OutOfMemoryException)
        {
            // The rent has succeeded, recorded or not.
        }
    }

    private bool IsDrawn(int interval) => interval > 0 && Draw(interval) < _interval;

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
