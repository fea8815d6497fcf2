namespace Tidepool.Tool.Tests;

/// <summary>What a program did during a recording, compared with the time before and after it.</summary>
/// <param name="Speed">Rounds per second, as a ratio.</param>
/// <param name="Paused">Time paused per round, as a ratio.</param>
/// <param name="TraceBytesPerSecond">Bytes written per second, including the symbols at the end.</param>
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
