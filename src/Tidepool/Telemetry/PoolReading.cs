using Tidepool.Engines;

namespace Tidepool.Telemetry;

/// <summary>A pool's statistics at one moment. It doesn't keep the pool alive.</summary>
/// <param name="Number">Identifies the pool.</param>
/// <param name="Name">The name that it is reported under.</param>
/// <param name="Statistics">The statistics, whose buckets don't include buffers too large for any.</param>
/// <param name="Unpooled">Counts for buffers too large for any bucket.</param>
internal sealed record PoolReading(long Number, string Name, BytePoolStatistics Statistics, BucketStatistics Unpooled)
{
    /// <summary>The buckets that have been used, and one of size 0 for buffers too large for any.</summary>
    internal IEnumerable<BucketStatistics> Buckets => Statistics.Buckets.Append(Unpooled).Where(static bucket => bucket.IsActive);

    internal static PoolReading Of(PoolEngine engine) => new(engine.Number, NameOf(engine.PoolName), engine.GetStatistics(), engine.GetUnpooledStatistics());

    /// <summary>Pools of one name, and those without a name, are reported as one: of two values with the same tags, listeners keep the last.</summary>
    internal static string NameOf(string? poolName) => poolName ?? "unnamed";
}
