using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>How to set up a pool, and what that would save at most.</summary>
/// <param name="MinSize">Smallest buffer, in bytes.</param>
/// <param name="MaxSize">Largest buffer, in bytes.</param>
/// <param name="MaxBuffersPerBucket">Idle buffers that any bucket keeps at most.</param>
/// <param name="Buckets">What the pool would hold, by size.</param>
/// <param name="Pooled">What of all bytes allocated the pool would serve.</param>
/// <param name="BytesPerSecond">The allocation rate now.</param>
internal sealed record Recommendation(int MinSize, int MaxSize, int MaxBuffersPerBucket, IReadOnlyList<Recommendation.Bucket> Buckets, Share Pooled,
    double BytesPerSecond)
{
    /// <summary>The pool's own default. Smaller arrays get a buffer of this size; a larger smallest size would give them larger ones, and save nothing, since
    /// sizes that nobody rents hold no buffers.</summary>
    private const int SmallestBuffer = 64;

    /// <summary>The pool's own default, which is no limit in practice.</summary>
    private const int MostBuffers = 65_536;

    /// <summary>Where lifetimes aren't known, a buffer is taken to be out for a second at most: so many may come back at once, as are allocated in that
    /// time.</summary>
    private const double LongestHeldSeconds = 1;

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>Whether <see cref="MaxBuffersPerBucket"/> comes from what was alive at once, and not from the rate of allocation.</summary>
    internal bool KnowsLifetimes { get; private init; }

    /// <summary>What part of the total pause that saves.</summary>
    internal PauseSaving Pause { get; init; } = new(0, 1, KnowsSurvivors: false);

    /// <summary>The part of what the pool would serve that is kept, and has to be allocated all the same, 0 to 1.</summary>
    internal double Kept { get; private init; }

    /// <summary>The rate of what the pool wouldn't serve.</summary>
    internal double BytesPerSecondAfter => RateAt(Pooled.Value);

    /// <summary>The rate where the pool serves this part of all bytes.</summary>
    internal double RateAt(double pooled) => BytesPerSecond * (1 - (pooled * (1 - Kept)));

    /// <summary>As C#.</summary>
    internal string Code => string.Create(CultureInfo.InvariantCulture, $$"""
        static readonly BytePool s_pool = new(new BytePoolOptions
        {
            MinSize = {{MinSize}},
            MaxSize = {{MaxSize}},
            MaxBuffersPerBucket = {{MaxBuffersPerBucket}},
        });
        """);

    /// <summary>As the section of a configuration that binds to <c>BytePoolOptions</c>.</summary>
    internal JsonObject Section => new()
    {
        ["Tidepool"] = new JsonObject { [nameof(MinSize)] = MinSize, [nameof(MaxSize)] = MaxSize, [nameof(MaxBuffersPerBucket)] = MaxBuffersPerBucket },
    };

    internal string SectionText => Section.ToJsonString(s_indented);

    /// <param name="findings">What was allocated, among it byte arrays that a pool could serve.</param>
    /// <param name="lifetimes">How many of them are alive at once; null where that isn't known.</param>
    /// <param name="bytesPerSecond">The allocation rate now.</param>
    /// <param name="kept">The part of them that isn't freed, 0 to 1.</param>
    internal static Recommendation Of(IReadOnlyList<Findings> findings, LifetimeSummary? lifetimes, double bytesPerSecond, double kept = 0)
    {
        AllocationSample[] samples = [.. findings.SelectMany(static part => part.Samples)];
        AllocationSample[] arrays = [.. samples.Where(static sample => sample.IsWorthPooling).OrderBy(static sample => sample.Length)];

        // A power of two: one that is too large costs nothing.
        int maxSize = SizeBucket.Of(Math.Max(SmallestBuffer, arrays[^1].Length));
        Share pooled = Share.Of(samples, static sample => sample.IsWorthPooling);
        Bucket[] buckets = [.. arrays.GroupBy(static sample => SizeBucket.Of(sample.Length)).Select(group => BucketOf(group.Key, [.. group]))];
        int most = buckets.Max(static bucket => bucket.Buffers);
        return new Recommendation(SmallestBuffer, maxSize, (int)Math.Min(MostBuffers, BitOperations.RoundUpToPowerOf2((uint)most)), buckets, pooled,
            bytesPerSecond) { KnowsLifetimes = lifetimes is not null, Kept = kept };

        Bucket BucketOf(int limit, AllocationSample[] ofBucket)
        {
            double atOnce = lifetimes is not null
                ? lifetimes.Live.FirstOrDefault(live => live.Bucket == limit)?.AtMost ?? 0
                : findings.Max(part => part.Samples.Where(sample => sample.IsWorthPooling && SizeBucket.Of(sample.Length) == limit)
                    .Sum(static sample => sample.Objects) / part.Duration.TotalSeconds) * LongestHeldSeconds;
            return new Bucket(limit, Share.Of(samples, sample => sample.IsWorthPooling && SizeBucket.Of(sample.Length) == limit),
                (int)Math.Clamp(Math.Ceiling(atOnce), 1, MostBuffers));
        }
    }

    /// <summary>Buffers of up to a size.</summary>
    /// <param name="Limit">Up to so many bytes, and over half of them.</param>
    /// <param name="Share">What of all bytes allocated they would serve.</param>
    /// <param name="Buffers">How many are needed at once, at most.</param>
    internal sealed record Bucket(int Limit, Share Share, int Buffers);
}
