using Tidepool.Tool.Workloads;

namespace Tidepool.Tool.Tests;

/// <summary>What a workload did in an interval.</summary>
/// <param name="RoundsPerSecond">The workload's speed.</param>
/// <param name="BytesPerSecond">The allocation rate.</param>
/// <param name="PausedShare">The share of the time that was paused, 0 to 1.</param>
internal sealed record ExaminationWindow(double RoundsPerSecond, double BytesPerSecond, double PausedShare)
{
    internal static ExaminationWindow Between(Progress begin, Progress end)
    {
        double seconds = end.Seconds - begin.Seconds;
        return new ExaminationWindow((end.Rounds - begin.Rounds) / seconds, (end.AllocatedBytes - begin.AllocatedBytes) / seconds,
            (end.PausedSeconds - begin.PausedSeconds) / seconds);
    }
}
