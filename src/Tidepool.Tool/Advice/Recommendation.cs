using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>How to configure a pool, and what it would save.</summary>
/// <param name="MinSize">Size of the smallest buffer, in bytes.</param>
/// <param name="MaxSize">Size of the largest buffer, in bytes.</param>
/// <param name="MaxBuffersPerBucket">The maximum number of idle buffers per bucket.</param>
/// <param name="Buckets">What the pool would hold, by size.</param>
/// <param name="Pooled">The share of all bytes allocated that the pool would serve.</param>
/// <param name="BytesPerSecond">The allocation rate now.</param>
internal sealed record Recommendation(int MinSize, int MaxSize, int MaxBuffersPerBucket, IReadOnlyList<Recommendation.Bucket> Buckets, Share Pooled,
    double BytesPerSecond)
{
    /// <summary>The pool's default. Smaller arrays get a buffer of this size. A larger minimum would only give them larger buffers and save nothing, since
    /// sizes that are never rented hold no buffers.</summary>
    private const int SmallestBuffer = 64;

    /// <summary>The pool's default, which is no limit in practice.</summary>
    private const int MostBuffers = 65_536;

    /// <summary>If lifetimes are unknown, an array that no collection has seen yet is assumed to be used for at most a second.</summary>
    private const double LongestHeldMilliseconds = 1_000;

    /// <summary>Arrays with at least this share of the poolable bytes are called most of them.</summary>
    private const double Most = 0.5;

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>Whether <see cref="MaxBuffersPerBucket"/> is based on the arrays alive at once, rather than on the allocation rate.</summary>
    internal bool KnowsLifetimes { get; private init; }

    /// <summary>The share of the poolable bytes that is allocated on the heap of pinned objects.</summary>
    internal Share OfPinned { get; private init; }

    /// <summary>Whether most of the arrays are pinned, so that the pool's buffers have to be.</summary>
    internal bool Pinned => OfPinned.Value >= Most;

    /// <summary>The share of the total pause that the pool would save.</summary>
    internal PauseSaving Pause { get; init; } = new(0, 1, KnowsSurvivors: false);

    /// <summary>The poolable bytes that are kept, and so have to be allocated anyway; null if none are known to be.</summary>
    internal KeptArrays? Kept { get; private init; }

    /// <summary>The allocation rate with the pool.</summary>
    internal double BytesPerSecondAfter => RateAt(Pooled.Value, Kept?.Share);

    /// <summary>The lower end of its interval: the pool serves the most that it may, and the least is kept.</summary>
    internal double LowestAfter => RateAt(Pooled.High, Kept?.Low);

    /// <summary>The upper end of its interval.</summary>
    internal double HighestAfter => RateAt(Pooled.Low, Kept?.High);

    /// <summary>The allocation rate if the pool could serve this share of all bytes, and this share of those is kept.</summary>
    private double RateAt(double pooled, double? kept) => BytesPerSecond * (1 - (pooled * (1 - (kept ?? 0))));

    /// <summary>The options as C#.</summary>
    internal string Code => string.Create(CultureInfo.InvariantCulture, $$"""
        static readonly BytePool s_pool = new(new BytePoolOptions
        {
            MinSize = {{MinSize}},
            MaxSize = {{MaxSize}},
            MaxBuffersPerBucket = {{MaxBuffersPerBucket}},{{(Pinned ? "\n    Pinned = true," : "")}}
        });
        """);

    /// <summary>The options as a configuration section that binds to <c>BytePoolOptions</c>.</summary>
    internal JsonObject Section
    {
        get
        {
            JsonObject options = new() { [nameof(MinSize)] = MinSize, [nameof(MaxSize)] = MaxSize, [nameof(MaxBuffersPerBucket)] = MaxBuffersPerBucket };
            if (Pinned)
            {
                options[nameof(Pinned)] = true;
            }

            return new JsonObject { ["Tidepool"] = options };
        }
    }

    internal string SectionText => Section.ToJsonString(s_indented);

    /// <param name="findings">What was allocated, including byte arrays that a pool could serve.</param>
    /// <param name="lifetimes">How many of those arrays are alive at once; null if unknown.</param>
    /// <param name="bytesPerSecond">The allocation rate now.</param>
    /// <param name="kept">Those arrays that aren't freed; null if none are known to be.</param>
    internal static Recommendation Of(IReadOnlyList<Findings> findings, LifetimeSummary? lifetimes, double bytesPerSecond, KeptArrays? kept = null)
    {
        AllocationSample[] samples = [.. findings.SelectMany(static part => part.Samples)];
        AllocationSample[] arrays = [.. samples.Where(static sample => sample.IsWorthPooling).OrderBy(static sample => sample.Length)];

        // A power of two, since too large a maximum costs nothing.
        int maxSize = SizeBucket.Of(Math.Max(SmallestBuffer, arrays[^1].Length));
        Share pooled = Share.Of(samples, static sample => sample.IsWorthPooling);
        Bucket[] buckets = [.. arrays.GroupBy(static sample => SizeBucket.Of(sample.Length)).Select(group => BucketOf(group.Key, [.. group]))];
        int most = buckets.Max(static bucket => bucket.Buffers);
        return new Recommendation(SmallestBuffer, maxSize, (int)Math.Min(MostBuffers, BitOperations.RoundUpToPowerOf2((uint)most)), buckets, pooled,
            bytesPerSecond)
        {
            KnowsLifetimes = lifetimes is not null,
            Kept = kept,
            OfPinned = Share.Of(arrays, static sample => sample.IsPinned),
        };

        Bucket BucketOf(int limit, AllocationSample[] ofBucket)
        {
            double atOnce = lifetimes is not null
                ? lifetimes.Live.FirstOrDefault(live => live.Bucket == limit)?.AtMost ?? Unseen(ofBucket)
                : findings.Max(part => AtOnce(part, limit));
            return new Bucket(limit, Share.Of(samples, sample => sample.IsWorthPooling && SizeBucket.Of(sample.Length) == limit),
                (int)Math.Clamp(Math.Ceiling(atOnce), 1, MostBuffers));
        }
    }

    /// <summary>Without lifetimes: the number of arrays in the largest heap after a collection, if arrays have the same share of the heap as of the allocated
    /// bytes, plus the most that are allocated from one collection to the next.</summary>
    private static double AtOnce(Findings part, int limit)
    {
        AllocationSample[] arrays = [.. part.Samples.Where(sample => sample.IsWorthPooling && SizeBucket.Of(sample.Length) == limit)];
        double all = part.Samples.Sum(static sample => sample.Weight);
        double heap = part.Heap.Select(static reading => (double)reading.Bytes).DefaultIfEmpty().Max();
        return MostBetweenCollections(part, arrays) + (all == 0 ? 0 : arrays.Sum(static array => array.Objects) * heap / all);
    }

    private static double MostBetweenCollections(Findings part, AllocationSample[] arrays)
    {
        double[] collections = [0, .. part.Heap.Select(static reading => reading.At).Order(), Math.Max(1, part.Duration.TotalMilliseconds)];
        double[] allocated = new double[collections.Length];
        foreach (AllocationSample array in arrays)
        {
            int next = Array.BinarySearch(collections, array.At);
            allocated[Math.Clamp(next < 0 ? ~next : next, 1, allocated.Length - 1)] += array.Objects;
        }

        return Enumerable.Range(1, allocated.Length - 1)
            .Max(next => allocated[next] * Math.Min(1, LongestHeldMilliseconds / Math.Max(1, collections[next] - collections[next - 1])));
    }

    /// <summary>The most arrays that may have been alive although no sample of them was: the rule of three.</summary>
    private static double Unseen(AllocationSample[] samples) => 3 * samples.Average(static sample => sample.Objects * sample.Doubt);

    /// <summary>The buffers of one size range.</summary>
    /// <param name="Limit">The largest size in bytes; the smallest is just over half of it.</param>
    /// <param name="Share">The share of all bytes allocated that they would serve.</param>
    /// <param name="Buffers">An estimate of the number needed at once.</param>
    internal sealed record Bucket(int Limit, Share Share, int Buffers);
}
