namespace Tidepool.AspNetCore.Health;

/// <summary>What checks saw of a pool over a time, thinned out, so that it stays small however often and by however many the pool is checked.</summary>
/// <param name="time">The clock.</param>
/// <param name="length">The time.</param>
internal sealed class ObservationHistory(TimeProvider time, TimeSpan length)
{
    /// <summary>Observations that are less than this part of the time apart count as one.</summary>
    private const int Parts = 64;

    /// <summary>The oldest first: one that is as old as the time, or older, and all since.</summary>
    private readonly List<Observation> _kept = [];

    /// <summary>The observation of so long ago, or the last one before that; null where nobody looked so early.</summary>
    internal Observation? Before(long now, TimeSpan age)
    {
        int index = _kept.FindLastIndex(one => time.GetElapsedTime(one.At, now) >= age);
        return index < 0 ? null : _kept[index];
    }

    /// <summary>What is kept of the time since an observation, with it.</summary>
    internal IEnumerable<Observation> Since(Observation first) => _kept.Where(one => one.At >= first.At);

    internal void Add(Observation present)
    {
        if (_kept.Count > 0 && time.GetElapsedTime(_kept[^1].At, present.At) < length / Parts)
        {
            return;
        }

        _kept.Add(present);
        int oldest = _kept.FindLastIndex(one => time.GetElapsedTime(one.At, present.At) >= length);
        if (oldest > 0)
        {
            _kept.RemoveRange(0, oldest);
        }
    }
}
