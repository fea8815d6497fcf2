using System.Diagnostics;
using System.Globalization;

namespace Tidepool.Tool.Workloads;

/// <summary>How far a workload is, as it tells whoever asks.</summary>
/// <param name="Seconds">When that was, by a clock of its own that only differences make sense of.</param>
/// <param name="Rounds">Rounds of all its threads together.</param>
/// <param name="AllocatedBytes">By the runtime's own count.</param>
/// <param name="PausedSeconds">In which all threads were suspended for a collection.</param>
internal sealed record Progress(double Seconds, double Rounds, double AllocatedBytes, double PausedSeconds)
{
    internal static Progress Of(Workload workload) => new(
        Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency,
        workload.RoundsDone,
        GC.GetTotalAllocatedBytes(),
        GC.GetTotalPauseDuration().TotalSeconds);

    internal static Progress Parse(string line)
    {
        double[] values = [.. line.Split(' ').Select(static value => double.Parse(value, CultureInfo.InvariantCulture))];
        return new Progress(values[0], values[1], values[2], values[3]);
    }

    internal string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{Seconds:R} {Rounds:R} {AllocatedBytes:R} {PausedSeconds:R}");
}
