using Tidepool.Engines;

namespace Tidepool.Telemetry;

/// <summary>A pool's statistics at one moment. It doesn't keep the pool alive.</summary>
/// <param name="Number">Tells the pools apart.</param>
/// <param name="Name">What it is reported under.</param>
/// <param name="Statistics">All but what is too large for any bucket.</param>
/// <param name="Unpooled">What is.</param>
internal sealed record PoolReading(long Number, string Name, BytePoolStatistics Statistics, BucketStatistics Unpooled)
{
    /// <summary>The buckets that have been used, and that of size 0 for what is too large for any.</summary>
    internal IEnumerable<BucketStatistics> Buckets => Statistics.Buckets.Append(Unpooled).Where(static bucket => bucket.IsActive);

    internal static PoolReading Of(PoolEngine engine) => new(engine.Number, NameOf(engine.PoolName), engine.GetStatistics(), engine.GetUnpooledStatistics());

    /// <summary>Pools of one name, and those without, are told as one: of two values with the same tags, listeners keep the last.</summary>
    internal static string NameOf(string? poolName) => poolName ?? "unnamed";
}
