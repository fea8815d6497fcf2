namespace Tidepool.AspNetCore.Health;

/// <summary>What checks have seen of a pool over a period, thinned out, so that it stays small no matter how often the pool is checked.</summary>
/// <param name="time">The clock.</param>
/// <param name="length">The period.</param>
internal sealed class ObservationHistory(TimeProvider time, TimeSpan length)
{
    /// <summary>Observations that are closer together than this fraction of the period count as one.</summary>
    private const int Parts = 64;

    /// <summary>The oldest first: one that is at least as old as the period, and those since.</summary>
    private readonly List<Observation> _kept = [];

    /// <summary>The last observation of at least this age; null if there is none that old.</summary>
    internal Observation? Before(long now, TimeSpan age)
    {
        int index = _kept.FindLastIndex(one => time.GetElapsedTime(one.At, now) >= age);
        return index < 0 ? null : _kept[index];
    }

    /// <summary>An observation and those kept since.</summary>
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
