using Tidepool.Tool.Workloads;

namespace Tidepool.Tool.Tests;

/// <summary>What a workload did in some time.</summary>
/// <param name="RoundsPerSecond">Its speed.</param>
/// <param name="BytesPerSecond">Allocated.</param>
/// <param name="PausedShare">Of the time, 0 to 1.</param>
internal sealed record ExaminationWindow(double RoundsPerSecond, double BytesPerSecond, double PausedShare)
{
    internal static ExaminationWindow Between(Progress begin, Progress end)
    {
        double seconds = end.Seconds - begin.Seconds;
        return new ExaminationWindow((end.Rounds - begin.Rounds) / seconds, (end.AllocatedBytes - begin.AllocatedBytes) / seconds,
            (end.PausedSeconds - begin.PausedSeconds) / seconds);
    }
}
