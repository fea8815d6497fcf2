using System.Text.RegularExpressions;

namespace Tidepool.Tool.Watching;

/// <summary>Collects the values of one reading of the meter, and groups them by pool.</summary>
internal sealed partial class MeterValues
{
    private readonly Dictionary<(string Pool, int Bucket, string Instrument), (double Value, double? Change)> _ofBuckets = [];
    private readonly Dictionary<(string Pool, string Instrument), double> _ofPools = [];

    /// <param name="instrument">Name of the instrument.</param>
    /// <param name="tags">The tags as the runtime writes them: <c>key=value</c>, separated by commas.</param>
    /// <param name="value">The current value.</param>
    /// <param name="change">The increase since the previous reading; null for the first.</param>
    internal void Add(string instrument, string tags, double value, double? change)
    {
        Dictionary<string, string> known = Tag().Matches(tags).ToDictionary(static match => match.Groups[1].Value, static match => match.Groups[2].Value);
        string pool = known.GetValueOrDefault("tidepool.pool.name", "");
        if (known.TryGetValue("tidepool.bucket.size", out string? size) && int.TryParse(size, out int bucket))
        {
            _ofBuckets[(pool, bucket, instrument)] = (value, change);
        }
        else
        {
            _ofPools[(pool, instrument)] = value;
        }
    }

    /// <param name="at">The end of the interval of the changes.</param>
    /// <param name="interval">Length of the interval.</param>
    internal PoolsReading Read(DateTimeOffset at, TimeSpan interval) => new(
        at,
        [
            .. _ofPools.Keys.Select(static key => key.Pool).Distinct().Order(StringComparer.Ordinal).Select(pool => new PoolReading(
                pool,
                (long)OverBuckets(pool, "tidepool.memory.held"),
                (long)OverBuckets(pool, "tidepool.memory.rented"),
                _ofPools.TryGetValue((pool, "tidepool.memory.limit"), out double limit) ? (long)limit : null,
                (long)OfPool(pool, "tidepool.waiters"),
                (long)OfPool(pool, "tidepool.refused"),
                [.. _ofBuckets.Keys.Where(key => key.Pool == pool).Select(static key => key.Bucket).Distinct().Order()
                    .Select(bucket => ReadBucket(pool, bucket, interval))])),
        ]);

    private BucketReading ReadBucket(string pool, int bucket, TimeSpan interval)
    {
        double? rents = OfBucket("tidepool.rents").Change;
        double? misses = OfBucket("tidepool.misses").Change;
        return new BucketReading(
            bucket,
            (long)OfBucket("tidepool.rents").Value,
            rents / interval.TotalSeconds,
            rents > 0 && misses is not null ? Math.Clamp(1 - (misses.Value / rents.Value), 0, 1) : null,
            (long)OfBucket("tidepool.rented").Value,
            (long)OfBucket("tidepool.idle").Value,
            (long)OfBucket("tidepool.discarded").Value,
            (long)OfBucket("tidepool.trimmed").Value,
            (long)OfBucket("tidepool.abandoned").Value);

        (double Value, double? Change) OfBucket(string instrument) => _ofBuckets.GetValueOrDefault((pool, bucket, instrument));
    }

    private double OverBuckets(string pool, string instrument) =>
        _ofBuckets.Where(known => known.Key.Pool == pool && known.Key.Instrument == instrument).Sum(static known => known.Value.Value);

    private double OfPool(string pool, string instrument) => _ofPools.GetValueOrDefault((pool, instrument));

    /// <summary>A pool's name may contain commas and equals signs, so a tag ends where the next one begins.</summary>
    [GeneratedRegex("(?:^|,)(tidepool[.](?:pool[.]name|bucket[.]size))=(.*?)(?=,tidepool[.](?:pool[.]name|bucket[.]size)=|$)", RegexOptions.Singleline)]
    private static partial Regex Tag();
}
