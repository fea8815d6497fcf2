namespace Tidepool.Benchmarks.Workloads;

/// <summary>The p of the programs that are ported here.</summary>
internal static class Processors
{
    /// <summary>Gets the number of processors, but 2 at least, or nothing would run side by side, and 8 at most.</summary>
    public static int Count { get; } = Math.Clamp(Environment.ProcessorCount, 2, 8);
}
