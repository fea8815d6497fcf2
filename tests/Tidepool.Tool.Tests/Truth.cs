using System.Text.Json.Nodes;
using Tidepool.Tool.Analysis;
using Tidepool.Tool.Workloads;

namespace Tidepool.Tool.Tests;

/// <summary>Holds a report against what the workload is known to allocate.</summary>
internal static class Truth
{
    /// <summary>Within 2 points; where a busy machine gave few samples, within one and a half of the interval that the report admits.</summary>
    internal static void AssertShareIsRight(string workload, ToolRun run)
    {
        IReadOnlyList<Portion> portions = Workload.Named(workload).Portions;
        double truth = portions.Where(static portion => portion.Kind != PortionKind.Strings).Sum(static portion => portion.Bytes) / (double)portions.Sum(static portion => portion.Bytes);
        JsonNode found = run.Report!["allocations"]!["byteArrays"]!;
        double admitted = ((double)found["high"]! - (double)found["low"]!) / 2;
        Assert.Equal(truth, (double)found["share"]!, Math.Max(0.02, 1.5 * admitted));
    }

    /// <summary>Within 5 % of total variation.</summary>
    internal static void AssertHistogramIsRight(string workload, ToolRun run)
    {
        Portion[] arrays = [.. Workload.Named(workload).Portions.Where(static portion => portion.Kind != PortionKind.Strings)];
        double total = arrays.Sum(static portion => portion.Bytes);
        Dictionary<int, double> found = run.Report!["allocations"]!["histogram"]!.AsArray().ToDictionary(static bucket => (int)bucket!["upTo"]!, static bucket => (double)bucket!["share"]!);
        Dictionary<int, double> truth = arrays.GroupBy(static portion => SizeBucket.Of(portion.Length)).ToDictionary(static group => group.Key, group => group.Sum(static portion => portion.Bytes) / total);
        double distance = found.Keys.Union(truth.Keys).Sum(limit => Math.Abs(found.GetValueOrDefault(limit) - truth.GetValueOrDefault(limit))) / 2;
        Assert.InRange(distance, 0, 0.05);
    }
}
