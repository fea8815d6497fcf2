using System.Diagnostics;
using System.Globalization;

namespace Tidepool.Tool.Workloads;

/// <summary>A workload's progress, as it reports on request.</summary>
/// <param name="Seconds">The time of the report, by a clock of which only differences are meaningful.</param>
/// <param name="Rounds">Rounds of all threads together.</param>
/// <param name="AllocatedBytes">Bytes allocated, as counted by the runtime.</param>
/// <param name="PausedSeconds">Seconds in which all threads were suspended for a collection.</param>
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
