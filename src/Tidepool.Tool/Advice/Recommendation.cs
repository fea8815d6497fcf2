using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>How to set up a pool, and what that would save at most.</summary>
/// <param name="MinSize">Smallest buffer, in bytes.</param>
/// <param name="MaxSize">Largest buffer, in bytes.</param>
/// <param name="Pooled">What of all bytes allocated the pool would serve.</param>
/// <param name="BytesPerSecond">The allocation rate now.</param>
internal sealed record Recommendation(int MinSize, int MaxSize, Share Pooled, double BytesPerSecond)
{
    /// <summary>Smaller buffers than this cost as much to rent as to allocate.</summary>
    private const int SmallestWorthwhile = 64;

    /// <summary>This part of the byte arrays' bytes, the smallest arrays', is left out: it would bring many small buckets for little.</summary>
    private const double LeftOut = 0.01;

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>The rate of what the pool wouldn't serve.</summary>
    internal double BytesPerSecondAfter => BytesPerSecond * (1 - Pooled.Value);

    /// <summary>As C#.</summary>
    internal string Code => string.Create(CultureInfo.InvariantCulture, $$"""
        static readonly BytePool s_pool = new(new BytePoolOptions
        {
            MinSize = {{MinSize}},
            MaxSize = {{MaxSize}},
        });
        """);

    /// <summary>As the section of a configuration that binds to <c>BytePoolOptions</c>.</summary>
    internal JsonObject Section => new() { ["Tidepool"] = new JsonObject { [nameof(MinSize)] = MinSize, [nameof(MaxSize)] = MaxSize } };

    internal string SectionText => Section.ToJsonString(s_indented);

    internal static Recommendation Of(IReadOnlyList<Findings> findings, double bytesPerSecond)
    {
        AllocationSample[] samples = [.. findings.SelectMany(static part => part.Samples)];

        // What a pool made is its misses: a pool would have them too.
        AllocationSample[] arrays = [.. samples.Where(static sample => sample.IsByteArray && sample.Site.Pool is null).OrderBy(static sample => sample.Length)];
        if (arrays.Length == 0)
        {
            return new Recommendation(SmallestWorthwhile, SmallestWorthwhile, default, bytesPerSecond);
        }

        double leftOut = arrays.Sum(static sample => sample.Weight) * LeftOut;
        int smallest = arrays.SkipWhile(sample => (leftOut -= sample.Weight) > 0).First().Length;
        int minSize = Math.Max(SmallestWorthwhile, AllocationSummary.BucketOf(smallest));
        int maxSize = Math.Max(minSize, AllocationSummary.BucketOf(arrays[^1].Length));
        Share pooled = Share.Of(samples, sample =>
            sample.IsByteArray && sample.Site.Pool is null && AllocationSummary.BucketOf(sample.Length) >= minSize && sample.Length <= maxSize);
        return new Recommendation(minSize, maxSize, pooled, bytesPerSecond);
    }
}
