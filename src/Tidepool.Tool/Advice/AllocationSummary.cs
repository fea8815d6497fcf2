using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>What was allocated in one or more traces, estimated from samples.</summary>
internal sealed record AllocationSummary
{
    /// <summary>The smallest share of all bytes allocated that is worth mentioning.</summary>
    private const double WorthMentioning = 0.05;

    private AllocationSummary(IReadOnlyList<AllocationSample> samples, double seconds)
    {
        All = samples;
        Samples = samples.Count;
        BytesPerSecond = seconds == 0 ? 0 : samples.Sum(static sample => sample.Weight) / seconds;
        ByteArrays = Share.Of(samples, static sample => sample.IsByteArray);
        ForAPool = Share.Of(samples, static sample => sample.IsForAPool);
        WorthPooling = Share.Of(samples, static sample => sample.IsWorthPooling);
        TooSmall = Share.Of(samples, static sample => sample.IsTooSmall);
        OutOfReach = Share.Of(samples, static sample => sample.IsOutOfReach);
        ByUnknownCalls = Share.Of(samples, static sample => sample is { IsWorthPooling: true, Site.IsUncertain: true });
        Types = Ranking<string>.Of(samples, samples, static sample => sample.Type);

        AllocationSample[] arrays = [.. samples.Where(static sample => sample.IsByteArray)];
        Large = Share.Of(arrays, static sample => sample.IsLarge);
        FromPools = Share.Of(arrays, static sample => sample.Site.Pool is not null);
        Histogram =
        [
            .. arrays.Select(static sample => SizeBucket.Of(sample.Length)).Distinct().Order()
                .Select(bucket => new Bucket(bucket, Share.Of(arrays, sample => SizeBucket.Of(sample.Length) == bucket))),
        ];
        ByteArraySites = Sites(arrays, arrays);
        PoolSites = Sites([.. arrays.Where(static sample => sample.Site.Pool is not null)], arrays);
        OtherSites = Sites([.. samples.Where(static sample => !sample.IsByteArray)], samples);
    }

    internal IReadOnlyList<AllocationSample> All { get; }

    internal int Samples { get; }

    internal double BytesPerSecond { get; }

    /// <summary>Byte arrays, as a share of all bytes allocated.</summary>
    internal Share ByteArrays { get; }

    /// <summary>Byte arrays not made by a pool, as a share of all bytes allocated.</summary>
    internal Share ForAPool { get; }

    /// <summary>The part of <see cref="ForAPool"/> that a pool could serve, as a share of all bytes allocated.</summary>
    internal Share WorthPooling { get; }

    /// <summary>The part of <see cref="ForAPool"/> that is too small for a pool to save anything, as a share of all bytes allocated.</summary>
    internal Share TooSmall { get; }

    /// <summary>The part of <see cref="ForAPool"/> allocated by methods that don't accept a caller's buffer, or by libraries on their own, as
    /// a share of all bytes allocated.</summary>
    internal Share OutOfReach { get; }

    /// <summary>The part of <see cref="WorthPooling"/> allocated by calls of libraries that may or may not accept a caller's buffer, as a share of all bytes
    /// allocated.</summary>
    internal Share ByUnknownCalls { get; }

    /// <summary>The types with the most bytes, as shares of all bytes.</summary>
    internal Ranking<string> Types { get; }

    /// <summary>Byte arrays on the large-object heap, as a share of all byte arrays' bytes.</summary>
    internal Share Large { get; }

    /// <summary>Byte arrays made by a pool, as a share of all byte arrays' bytes.</summary>
    internal Share FromPools { get; }

    /// <summary>Byte arrays by size, as shares of all byte arrays' bytes.</summary>
    internal IReadOnlyList<Bucket> Histogram { get; }

    /// <summary>The call sites that allocate the most byte arrays, as shares of all byte arrays' bytes.</summary>
    internal Ranking<CallSite> ByteArraySites { get; }

    /// <summary>The call sites whose rents make pools allocate the most bytes, as shares of all byte arrays' bytes.</summary>
    internal Ranking<CallSite> PoolSites { get; }

    /// <summary>Whether pools allocate enough byte arrays to be worth mentioning.</summary>
    internal bool HasPoolsThatMiss => FromPools.Value * ByteArrays.Value >= WorthMentioning;

    /// <summary>The call sites that allocate the most of everything else, as shares of all bytes.</summary>
    internal Ranking<CallSite> OtherSites { get; }

    internal static AllocationSummary Of(IReadOnlyList<Findings> findings) =>
        new([.. findings.SelectMany(static part => part.Samples)], findings.Sum(static part => part.Duration.TotalSeconds));

    /// <summary>Call sites that read the same are one, or a reader would find one method listed twice.</summary>
    private static Ranking<CallSite> Sites(IReadOnlyList<AllocationSample> some, IReadOnlyList<AllocationSample> all) =>
        Ranking<CallSite>.Of(some, all, static sample => sample.Site, CallSite.AsRead);

    /// <summary>Byte arrays of at most <see cref="Limit"/> bytes and more than half of that.</summary>
    internal sealed record Bucket(int Limit, Share Share);
}
