namespace Tidepool.Tool.Tests;

/// <summary>A recording, against the time before and after it.</summary>
/// <param name="Speed">Rounds per second, as a ratio.</param>
/// <param name="Paused">Time paused for each round, as a ratio.</param>
/// <param name="TraceBytesPerSecond">What was written, the symbols at the end included.</param>
internal sealed record ExaminationRatio(double Speed, double Paused, double TraceBytesPerSecond)
{
    internal static ExaminationRatio Of(ExaminationWindow before, ExaminationWindow during, ExaminationWindow after, double traceBytesPerSecond)
    {
        double pausedPerRound = (before.PausedShare + after.PausedShare) / (before.RoundsPerSecond + after.RoundsPerSecond);
        return new ExaminationRatio(
            during.RoundsPerSecond / ((before.RoundsPerSecond + after.RoundsPerSecond) / 2),
            during.PausedShare / during.RoundsPerSecond / pausedPerRound,
            traceBytesPerSecond);
    }
}
