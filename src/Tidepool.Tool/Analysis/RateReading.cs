namespace Tidepool.Tool.Analysis;

/// <summary>The bytes that the runtime counted in an interval of about a second.</summary>
/// <param name="At">The end of the interval, in milliseconds since the beginning of the trace.</param>
/// <param name="Seconds">Length of the interval.</param>
/// <param name="Bytes">Bytes allocated in the interval.</param>
internal sealed record RateReading(double At, double Seconds, double Bytes)
{
    /// <summary>A trace may end just before the next reading. If it goes on for longer, the program no longer counted.</summary>
    private const double MostIntervals = 1.5;

    /// <summary>The bytes allocated in a whole trace. What follows the last reading is taken to be like what was counted.</summary>
    /// <returns>Null if there are no readings.</returns>
    internal static double? BytesIn(IReadOnlyList<RateReading> readings, TimeSpan length)
    {
        if (readings.Count == 0)
        {
            return null;
        }

        double bytes = readings.Sum(static reading => reading.Bytes);
        double seconds = readings.Sum(static reading => reading.Seconds);
        double rest = length.TotalSeconds - (readings[^1].At / 1_000);
        return rest > 0 && rest < MostIntervals * readings.Max(static reading => reading.Seconds) ? bytes * (1 + (rest / seconds)) : bytes;
    }
}
