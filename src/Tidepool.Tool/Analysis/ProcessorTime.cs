namespace Tidepool.Tool.Analysis;

/// <summary>How long a program used processors, from the readings of the runtime's counter <c>cpu-usage</c>.</summary>
/// <remarks>The first reading of a recording is left out. The runtime computes it from the reading before, and where there was none, from zero: then it is
/// next to nothing, however busy the program is.</remarks>
internal sealed class ProcessorTime
{
    private bool _hasBegun;
    private double _used;
    private double _measured;

    /// <param name="processors">How many processors were in use on average.</param>
    /// <param name="seconds">Since the reading before.</param>
    internal void Add(double processors, double seconds)
    {
        if (_hasBegun)
        {
            _used += processors * seconds;
            _measured += seconds;
        }

        _hasBegun = true;
    }

    /// <summary>Seconds of processor time in a recording of that length, as if all of it had been like what was measured; null if nothing was.</summary>
    internal double? SecondsIn(TimeSpan length) => _measured > 0 ? _used / _measured * length.TotalSeconds : null;
}
