using System.Text.Json.Nodes;
using Tidepool.Tool.Analysis;
using Tidepool.Tool.Workloads;

namespace Tidepool.Tool.Tests;

/// <summary>Checks a report against what the workload is known to allocate.</summary>
/// <remarks>
/// How far a share may be from the truth follows from the probability with which each object is sampled, and from the number of samples (Bernstein's
/// inequality): a correct report is rejected once in a million times, on a fast machine as well as on a busy one that takes few samples.
/// </remarks>
internal sealed class Truth
{
    internal const double FalseAlarm = 1e-6;

    /// <summary>With enough samples, the byte arrays' share must be within this of the truth.</summary>
    internal const double MostOfByteArrays = 0.02;

    /// <summary>With enough samples, the histogram must be within this of the truth, in total variation.</summary>
    internal const double MostVariation = 0.05;

    /// <summary>The share of allocations that aren't the workload's own, such as those at startup.</summary>
    private const double Strays = 0.005;

    private readonly Workload _workload;
    private readonly Portion[] _arrays;

    internal Truth(string workload)
    {
        _workload = Workload.Named(workload);
        _arrays = [.. _workload.Portions.Where(IsByteArray)];
    }

    /// <summary>The share of all bytes allocated that belongs to the matching portions.</summary>
    internal double ShareOf(Func<Portion, bool> part) => ShareOf(_workload.Portions, part);

    internal static bool IsByteArray(Portion portion) => portion.Kind is PortionKind.ByteArrays or PortionKind.PinnedArrays or PortionKind.ArraysOfAPool;

    internal void AssertByteArrays(JsonNode report) => AssertShare(report["allocations"]!["byteArrays"]!, Samples(report), _workload.Portions, IsByteArray);

    internal void AssertByteArraysThatNoPoolMade(JsonNode report) =>
        AssertShare(report["allocations"]!["byteArraysThatNoPoolMade"]!, Samples(report), _workload.Portions, static portion =>
            portion.Kind == PortionKind.ByteArrays);

    /// <summary>The histogram has the workload's sizes, each with its share, and as a whole it is as close to the truth as it must be.</summary>
    internal void AssertHistogram(JsonNode report)
    {
        Dictionary<int, JsonNode> found = Histogram(report);
        foreach (int upTo in _arrays.Select(BucketOf).Union(found.Keys))
        {
            AssertOfArrays(found.GetValueOrDefault(upTo), report, portion => BucketOf(portion) == upTo);
        }

        Assert.InRange(Variation(report), 0, Math.Max(MostVariation, VariationTolerance(report)));
    }

    /// <summary>How far the histogram is from the truth: half the sum of all differences, which is the largest error of any set of sizes.</summary>
    internal double Variation(JsonNode report)
    {
        Dictionary<int, JsonNode> found = Histogram(report);
        return _arrays.Select(BucketOf).Union(found.Keys)
            .Sum(upTo => Math.Abs(ShareOf(_arrays, portion => BucketOf(portion) == upTo) - ((double?)found.GetValueOrDefault(upTo)?["share"] ?? 0))) / 2;
    }

    /// <summary>Whether there are enough samples that chance allows no more than the limits.</summary>
    internal bool IsSure(JsonNode report) => Tolerance(report, IsByteArray) <= MostOfByteArrays && VariationTolerance(report) <= MostVariation;

    /// <summary>How far the histogram may be from the truth by chance: as far as any set of its sizes.</summary>
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

    /// <summary>Checks a share of the byte arrays' bytes.</summary>
    internal void AssertOfArrays(JsonNode? found, JsonNode report, Func<Portion, bool> part) =>
        AssertShare(found, ByteArraySamples(report), _arrays, part);

    /// <summary>Checks the share of all bytes that a pool would serve.</summary>
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

        // The recording may have cut off each thread's round at both ends.
        return ((skew + Math.Sqrt((skew * skew) + (2 * unlikely * variance))) / bytes) + (_workload.Threads / rounds) + Strays;
    }
}
