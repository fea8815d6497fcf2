using System.Text.Json.Nodes;
using Tidepool.Tool.Analysis;
using Tidepool.Tool.Workloads;

namespace Tidepool.Tool.Tests;

/// <summary>Holds a report against what the workload is known to allocate.</summary>
/// <remarks>
/// How far a share may be from the truth follows from the chance with which each object is sampled, and from how many samples there were (Bernstein's inequality): a right report is called wrong
/// once in a million times, on a fast machine and on a busy one that gave few samples.
/// </remarks>
internal sealed class Truth
{
    internal const double FalseAlarm = 1e-6;

    /// <summary>What isn't the workload's own, as the start of the program.</summary>
    private const double Strays = 0.005;

    private readonly Workload _workload;
    private readonly Portion[] _arrays;

    internal Truth(string workload)
    {
        _workload = Workload.Named(workload);
        _arrays = [.. _workload.Portions.Where(IsByteArray)];
    }

    /// <summary>The share of all bytes allocated that these portions have.</summary>
    internal double ShareOf(Func<Portion, bool> part) => ShareOf(_workload.Portions, part);

    internal static bool IsByteArray(Portion portion) => portion.Kind is PortionKind.ByteArrays or PortionKind.ArraysOfAPool;

    internal void AssertByteArrays(JsonNode report) => AssertShare(report["allocations"]!["byteArrays"]!, Samples(report), _workload.Portions, IsByteArray);

    internal void AssertByteArraysThatNoPoolMade(JsonNode report) =>
        AssertShare(report["allocations"]!["byteArraysThatNoPoolMade"]!, Samples(report), _workload.Portions, static portion => portion.Kind == PortionKind.ByteArrays);

    /// <summary>The histogram has the workload's sizes, and each its share.</summary>
    internal void AssertHistogram(JsonNode report)
    {
        Dictionary<int, JsonNode> found = report["allocations"]!["histogram"]!.AsArray().ToDictionary(static bucket => (int)bucket!["upTo"]!, static bucket => bucket!);
        foreach (int upTo in _arrays.Select(static portion => SizeBucket.Of(portion.Length)).Union(found.Keys))
        {
            AssertOfArrays(found.GetValueOrDefault(upTo), report, portion => SizeBucket.Of(portion.Length) == upTo);
        }
    }

    /// <summary>A share of the byte arrays' bytes.</summary>
    internal void AssertOfArrays(JsonNode? found, JsonNode report, Func<Portion, bool> part) =>
        AssertShare(found, (int)report["allocations"]!["byteArrays"]!["samples"]!, _arrays, part);

    /// <summary>What a pool would serve, of all bytes.</summary>
    internal void AssertPooled(JsonNode report) =>
        AssertShare(report["recommendation"]!["pooled"]!, Samples(report), _workload.Portions, static portion => portion.Kind == PortionKind.ByteArrays);

    /// <summary>How far a share of all bytes may be from the truth.</summary>
    internal double Tolerance(JsonNode report, Func<Portion, bool> part) => Tolerance(Samples(report), _workload.Portions, part);

    private static int Samples(JsonNode report) => (int)report["allocations"]!["samples"]!;

    private static double ShareOf(IReadOnlyList<Portion> whole, Func<Portion, bool> part) => whole.Where(part).Sum(static portion => portion.Bytes) / (double)whole.Sum(static portion => portion.Bytes);

    private void AssertShare(JsonNode? found, int samples, IReadOnlyList<Portion> whole, Func<Portion, bool> part) =>
        Assert.Equal(ShareOf(whole, part), (double?)found?["share"] ?? 0, Tolerance(samples, whole, part));

    private double Tolerance(int samples, IReadOnlyList<Portion> whole, Func<Portion, bool> part)
    {
        double share = ShareOf(whole, part);
        (double Chance, double Residual, int Times)[] objects =
        [
            .. whole.Where(static portion => portion.Bytes > 0).Select(portion =>
            {
                double weight = SampleWeight.OfSampled(portion.Size);
                return (portion.Size / weight, weight * ((part(portion) ? 1 : 0) - share), portion.Times);
            }),
        ];
        double rounds = samples / objects.Sum(static one => one.Chance * one.Times);
        double variance = rounds * objects.Sum(static one => one.Times * one.Chance * (1 - one.Chance) * one.Residual * one.Residual);
        double unlikely = Math.Log(2 / FalseAlarm);
        double skew = unlikely * objects.Max(static one => Math.Abs(one.Residual)) / 3;
        double bytes = rounds * whole.Sum(static portion => portion.Bytes);

        // Each thread's round may have been cut at both ends of the recording.
        return ((skew + Math.Sqrt((skew * skew) + (2 * unlikely * variance))) / bytes) + (_workload.Threads / rounds) + Strays;
    }
}
