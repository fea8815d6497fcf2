using System.Text.Json.Nodes;
using Tidepool.Tool.Analysis;
using Tidepool.Tool.Workloads;

namespace Tidepool.Tool.Tests;

/// <summary>Holds a report against what the workload is known to allocate.</summary>
/// <remarks>
/// How far a share may be from the truth follows from the chance with which each object is sampled, and from how many samples there were (Bernstein's
/// inequality): a right report is called wrong
/// once in a million times, on a fast machine and on a busy one that gave few samples.
/// </remarks>
internal sealed class Truth
{
    internal const double FalseAlarm = 1e-6;

    /// <summary>The byte arrays' share is to be as near as this, where there are samples enough.</summary>
    internal const double MostOfByteArrays = 0.02;

    /// <summary>So is the histogram, in total variation.</summary>
    internal const double MostVariation = 0.05;

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

    internal static bool IsByteArray(Portion portion) => portion.Kind is PortionKind.ByteArrays or PortionKind.PinnedArrays or PortionKind.ArraysOfAPool;

    internal void AssertByteArrays(JsonNode report) => AssertShare(report["allocations"]!["byteArrays"]!, Samples(report), _workload.Portions, IsByteArray);

    internal void AssertByteArraysThatNoPoolMade(JsonNode report) =>
        AssertShare(report["allocations"]!["byteArraysThatNoPoolMade"]!, Samples(report), _workload.Portions, static portion =>
            portion.Kind == PortionKind.ByteArrays);

    /// <summary>The histogram has the workload's sizes, and each its share; and all of them together are as near to the truth as they have to be.</summary>
    internal void AssertHistogram(JsonNode report)
    {
        Dictionary<int, JsonNode> found = Histogram(report);
        foreach (int upTo in _arrays.Select(BucketOf).Union(found.Keys))
        {
            AssertOfArrays(found.GetValueOrDefault(upTo), report, portion => BucketOf(portion) == upTo);
        }

        Assert.InRange(Variation(report), 0, Math.Max(MostVariation, VariationTolerance(report)));
    }

    /// <summary>How far the histogram is from the truth: half of the sum of all differences, which is the most that any set of sizes is wrong by.</summary>
    internal double Variation(JsonNode report)
    {
        Dictionary<int, JsonNode> found = Histogram(report);
        return _arrays.Select(BucketOf).Union(found.Keys)
            .Sum(upTo => Math.Abs(ShareOf(_arrays, portion => BucketOf(portion) == upTo) - ((double?)found.GetValueOrDefault(upTo)?["share"] ?? 0))) / 2;
    }

    /// <summary>There are so many samples that chance allows no more than the limits.</summary>
    internal bool IsSure(JsonNode report) => Tolerance(report, IsByteArray) <= MostOfByteArrays && VariationTolerance(report) <= MostVariation;

    /// <summary>How far chance may take the histogram from the truth: as far as any set of its sizes.</summary>
    private double VariationTolerance(JsonNode report)
    {
        int[] sizes = [.. _arrays.Select(BucketOf).Distinct()];
        int sets = (1 << sizes.Length) - 1;
        return Enumerable.Range(1, sets).Max(set =>
            Tolerance(ByteArraySamples(report), _arrays, portion => ((set >> Array.IndexOf(sizes, BucketOf(portion))) & 1) == 1, FalseAlarm / sets));
    }

    private static Dictionary<int, JsonNode> Histogram(JsonNode report) =>
        report["allocations"]!["histogram"]!.AsArray().ToDictionary(static bucket => (int)bucket!["upTo"]!, static bucket => bucket!);

    private static int BucketOf(Portion portion) => SizeBucket.Of(portion.Length);

    private static int ByteArraySamples(JsonNode report) => (int)report["allocations"]!["byteArrays"]!["samples"]!;

    /// <summary>A share of the byte arrays' bytes.</summary>
    internal void AssertOfArrays(JsonNode? found, JsonNode report, Func<Portion, bool> part) =>
        AssertShare(found, ByteArraySamples(report), _arrays, part);

    /// <summary>What a pool would serve, of all bytes.</summary>
    internal void AssertPooled(JsonNode report) =>
        AssertShare(report["recommendation"]!["pooled"]!, Samples(report), _workload.Portions, static portion => portion.Kind == PortionKind.ByteArrays);

    /// <summary>How far a share of all bytes may be from the truth.</summary>
    internal double Tolerance(JsonNode report, Func<Portion, bool> part) => Tolerance(Samples(report), _workload.Portions, part);

    private static int Samples(JsonNode report) => (int)report["allocations"]!["samples"]!;

    private static double ShareOf(IReadOnlyList<Portion> whole, Func<Portion, bool> part) =>
        whole.Where(part).Sum(static portion => portion.Bytes) / (double)whole.Sum(static portion => portion.Bytes);

    private void AssertShare(JsonNode? found, int samples, IReadOnlyList<Portion> whole, Func<Portion, bool> part) =>
        Assert.Equal(ShareOf(whole, part), (double?)found?["share"] ?? 0, Tolerance(samples, whole, part));

    private double Tolerance(int samples, IReadOnlyList<Portion> whole, Func<Portion, bool> part, double falseAlarm = FalseAlarm)
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
        double unlikely = Math.Log(2 / falseAlarm);
        double skew = unlikely * objects.Max(static one => Math.Abs(one.Residual)) / 3;
        double bytes = rounds * whole.Sum(static portion => portion.Bytes);

        // Each thread's round may have been cut at both ends of the recording.
        return ((skew + Math.Sqrt((skew * skew) + (2 * unlikely * variance))) / bytes) + (_workload.Threads / rounds) + Strays;
    }
}
