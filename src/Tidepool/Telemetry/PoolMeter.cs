using System.Diagnostics.Metrics;
using Tidepool.Engines;

namespace Tidepool.Telemetry;

/// <summary>The meter <c>Tidepool</c>: what the pools' statistics say, for whoever listens.</summary>
/// <remarks>
/// All but the time of waiting is observed: a listener asks, and the statistics are taken then. While nobody listens nothing happens, and renting and returning never knows.
/// Names and units follow OpenTelemetry's conventions: <c>tidepool.…</c>, bytes as <c>By</c>, seconds as <c>s</c>, counted things in braces. Tags: <c>tidepool.pool.name</c>, and <c>tidepool.bucket.size</c> where
/// a number is a bucket's, with 0 for what is too large for any.
/// </remarks>
internal sealed class PoolMeter
{
    internal const string Name = "Tidepool";
    internal const string PoolTag = "tidepool.pool.name";
    internal const string BucketTag = "tidepool.bucket.size";

    /// <summary>One collection asks each instrument in turn: they share a snapshot of this age, in milliseconds.</summary>
    private const long SnapshotAge = 50;

    private readonly Lock _gate = new();
    private readonly Histogram<double> _waitDuration;
    private IReadOnlyList<(PoolEngine Engine, BytePoolStatistics Statistics)> _snapshot = [];
    private long _takenAt = long.MinValue / 2;

    private PoolMeter(Meter meter)
    {
        _waitDuration = meter.CreateHistogram(
            "tidepool.wait.duration",
            "s",
            "Time that callers of RentAsync waited for the budget.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0001, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });
        meter.CreateObservableCounter("tidepool.rents", () => OfBuckets(static bucket => bucket.Hits + bucket.Misses), "{rent}", "Buffers rented.");
        meter.CreateObservableCounter("tidepool.misses", () => OfBuckets(static bucket => bucket.Misses), "{buffer}", "Buffers made since none was idle.");
        meter.CreateObservableCounter("tidepool.discarded", () => OfBuckets(static bucket => bucket.Discarded), "{buffer}", "Buffers that came back and were given up since enough were idle.");
        meter.CreateObservableCounter("tidepool.trimmed", () => OfBuckets(static bucket => bucket.Trimmed), "{buffer}", "Idle buffers that were given up.");
        meter.CreateObservableCounter("tidepool.abandoned", () => OfBuckets(static bucket => bucket.Abandoned), "{lease}", "Leases that were dropped without being returned.");
        meter.CreateObservableUpDownCounter("tidepool.rented", () => OfBuckets(static bucket => bucket.Rented), "{buffer}", "Buffers that are out.");
        meter.CreateObservableUpDownCounter("tidepool.idle", () => OfBuckets(static bucket => bucket.Idle), "{buffer}", "Buffers that are ready to be rented.");
        meter.CreateObservableUpDownCounter("tidepool.bytes.held", () => OfPools(static pool => pool.BytesHeld), "By", "Bytes of all buffers, idle and out.");
        meter.CreateObservableUpDownCounter("tidepool.bytes.rented", () => OfPools(static pool => pool.BytesRented), "By", "Bytes of the buffers that are out.");
        meter.CreateObservableUpDownCounter("tidepool.bytes.limit", () => OfPools(static pool => pool.MaxTotalBytes), "By", "The budget, of pools that have one.");
        meter.CreateObservableUpDownCounter("tidepool.waiters", () => OfPools(static pool => pool.Waiting), "{request}", "Callers of RentAsync that wait for the budget.");
    }

    /// <summary>The process's.</summary>
    internal static PoolMeter Shared { get; } = new(new Meter(Name));

    /// <summary>Whether anybody wants to know how long callers wait.</summary>
    internal bool MeasuresWaits => _waitDuration.Enabled;

    /// <summary>The next collection takes the statistics anew.</summary>
    internal void ForgetSnapshot()
    {
        lock (_gate)
        {
            _takenAt = long.MinValue / 2;
        }
    }

    internal void NoteWait(string? poolName, TimeSpan waited) =>
        _waitDuration.Record(waited.TotalSeconds, new KeyValuePair<string, object?>(PoolTag, NameOf(poolName)));

    private IEnumerable<Measurement<long>> OfBuckets(Func<BucketStatistics, long> value) =>
        from pool in Snapshot()
        from bucket in pool.Statistics.Buckets.Append(pool.Engine.GetUnpooledStatistics())
        where bucket.IsActive
        group value(bucket) by (Name: NameOf(pool.Engine.PoolName), bucket.Size) into same
        select new Measurement<long>(same.Sum(), new(PoolTag, same.Key.Name), new(BucketTag, same.Key.Size));

    private IEnumerable<Measurement<long>> OfPools(Func<BytePoolStatistics, long?> value) =>
        from pool in Snapshot()
        let known = value(pool.Statistics)
        where known is not null
        group known.Value by NameOf(pool.Engine.PoolName) into same
        select new Measurement<long>(same.Sum(), new KeyValuePair<string, object?>(PoolTag, same.Key));

    private IReadOnlyList<(PoolEngine Engine, BytePoolStatistics Statistics)> Snapshot()
    {
        lock (_gate)
        {
            if (Environment.TickCount64 - _takenAt > SnapshotAge)
            {
                _snapshot = [.. LivingPools.All().Select(static engine => (engine, engine.GetStatistics()))];
                _takenAt = Environment.TickCount64;
            }

            return _snapshot;
        }
    }

    /// <summary>Pools of one name, and those without, are told as one: of two values with the same tags, listeners keep the last.</summary>
    private static string NameOf(string? poolName) => poolName ?? "unnamed";
}
