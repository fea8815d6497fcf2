using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
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
    private const string PoolTag = "tidepool.pool.name";
    private const string BucketTag = "tidepool.bucket.size";

    /// <summary>OpenTelemetry's: why an operation failed.</summary>
    private const string ErrorTag = "error.type";

    /// <summary>One collection asks each instrument in turn: they share a snapshot of this age.</summary>
    private static readonly TimeSpan s_snapshotAge = TimeSpan.FromMilliseconds(50);

    private static readonly Lock s_factoriesGate = new();
    private static readonly ConditionalWeakTable<IMeterFactory, PoolMeter> s_byFactory = [];

    private readonly Lock _gate = new();
    private readonly Histogram<double> _waitDuration;
    private IReadOnlyList<Told> _snapshot = [];

    /// <summary>When the snapshot was taken; null when the next collection has to take one.</summary>
    private long? _takenAt;

    private PoolMeter(Meter meter)
    {
        _waitDuration = meter.CreateHistogram(
            "tidepool.wait.duration",
            "s",
            "Time that callers waited for the budget.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0001, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });
        meter.CreateObservableCounter("tidepool.rents", () => OfBuckets(static bucket => bucket.Hits + bucket.Misses), "{rent}", "Buffers rented.");
        meter.CreateObservableCounter("tidepool.misses", () => OfBuckets(static bucket => bucket.Misses), "{buffer}", "Buffers made since none was idle.");
        meter.CreateObservableCounter("tidepool.discarded", () => OfBuckets(static bucket => bucket.Discarded), "{buffer}", "Buffers that came back and were given up since enough were idle.");
        meter.CreateObservableCounter("tidepool.trimmed", () => OfBuckets(static bucket => bucket.Trimmed), "{buffer}", "Idle buffers that were given up.");
        meter.CreateObservableCounter("tidepool.abandoned", () => OfBuckets(static bucket => bucket.Abandoned), "{lease}", "Leases that were dropped without being returned.");
        meter.CreateObservableUpDownCounter("tidepool.rented", () => OfBuckets(static bucket => bucket.Rented), "{buffer}", "Buffers that are out.");
        meter.CreateObservableUpDownCounter("tidepool.idle", () => OfBuckets(static bucket => bucket.Idle), "{buffer}", "Buffers that are ready to be rented.");
        meter.CreateObservableUpDownCounter("tidepool.memory.held", () => OfBuckets(BytesHeld), "By", "Bytes of all buffers, idle and out.");
        meter.CreateObservableUpDownCounter("tidepool.memory.rented", () => OfBuckets(BytesRented), "By", "Bytes of the buffers that are out.");
        meter.CreateObservableUpDownCounter("tidepool.memory.requested", () => OfBuckets(static bucket => bucket.BytesRequested), "By", "Bytes that the present renters asked for.");
        meter.CreateObservableUpDownCounter("tidepool.memory.limit", () => OfPools(static pool => pool.MaxTotalBytes), "By", "The budget, of pools that have one.");
        meter.CreateObservableCounter("tidepool.refused", () => OfPools(static pool => pool.Refused), "{rent}", "Rents that the budget refused.");
        meter.CreateObservableUpDownCounter("tidepool.waiters", () => OfPools(static pool => pool.Waiting), "{request}", "Callers that wait for the budget.");
    }

    /// <summary>The process's.</summary>
    internal static PoolMeter Shared { get; } = new(new Meter(Name));

    /// <summary>Whether anybody wants to know how long callers wait.</summary>
    internal bool MeasuresWaits => _waitDuration.Enabled;

    /// <summary>The meter that a factory makes, one for each; the process's where there is none.</summary>
    internal static PoolMeter Of(IMeterFactory? factory)
    {
        if (factory is null)
        {
            return Shared;
        }

        // A factory gives the same meter each time: the instruments must be added to it once.
        lock (s_factoriesGate)
        {
            if (!s_byFactory.TryGetValue(factory, out PoolMeter? meter))
            {
#pragma warning disable CA2000 // The factory disposes what it made.
                meter = new PoolMeter(factory.Create(Name));
#pragma warning restore CA2000
                s_byFactory.Add(factory, meter);
            }

            return meter;
        }
    }

    /// <summary>The next collection takes the statistics anew.</summary>
    internal void ForgetSnapshot()
    {
        lock (_gate)
        {
            _takenAt = null;
        }
    }

    /// <summary>Tells listeners of a wait. What they throw is swallowed: it must neither lose the lease that was waited for nor hide why there is none.</summary>
    /// <param name="engine">The pool's.</param>
    /// <param name="begin">When the line was joined, by the pool's clock. It was left now.</param>
    /// <param name="failure">What ended the waiting without a buffer; null where one was to be had.</param>
    internal void NoteWait(PoolEngine engine, long begin, Exception? failure)
    {
        try
        {
            TagList tags = new() { { PoolTag, NameOf(engine.PoolName) } };
            if (failure is not null)
            {
                tags.Add(ErrorTag, failure.GetType().FullName);
            }

            _waitDuration.Record(engine.Time.GetElapsedTime(begin).TotalSeconds, tags);
        }
#pragma warning disable CA1031 // See above.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The rent goes on as if nobody had listened.
        }
    }

    /// <summary>What is too large for any bucket has buffers of the very sizes asked for.</summary>
    private static long BytesRented(BucketStatistics bucket) => bucket.Size == 0 ? bucket.BytesRequested : bucket.BytesRented;

    private static long BytesHeld(BucketStatistics bucket) => bucket.Size == 0 ? bucket.BytesRequested : bucket.BytesHeld;

    private IEnumerable<Measurement<long>> OfBuckets(Func<BucketStatistics, long> value) =>
        from pool in Snapshot()
        from bucket in pool.Statistics.Buckets.Append(pool.Unpooled)
        where bucket.IsActive
        group value(bucket) by (pool.Name, bucket.Size) into same
        select new Measurement<long>(same.Sum(), new(PoolTag, same.Key.Name), new(BucketTag, same.Key.Size));

    private IEnumerable<Measurement<long>> OfPools(Func<BytePoolStatistics, long?> value) =>
        from pool in Snapshot()
        let known = value(pool.Statistics)
        where known is not null
        group known.Value by pool.Name into same
        select new Measurement<long>(same.Sum(), new KeyValuePair<string, object?>(PoolTag, same.Key));

    private IReadOnlyList<Told> Snapshot()
    {
        lock (_gate)
        {
            if (_takenAt is not { } takenAt || TimeProvider.System.GetElapsedTime(takenAt) > s_snapshotAge)
            {
                _snapshot = [.. LivingPools.Of(this).Select(static engine => new Told(NameOf(engine.PoolName), engine.GetStatistics(), engine.GetUnpooledStatistics()))];
                _takenAt = TimeProvider.System.GetTimestamp();
            }

            return _snapshot;
        }
    }

    /// <summary>Pools of one name, and those without, are told as one: of two values with the same tags, listeners keep the last.</summary>
    private static string NameOf(string? poolName) => poolName ?? "unnamed";

    /// <summary>A pool at the time of a snapshot, which must not keep the pool alive.</summary>
    private sealed record Told(string Name, BytePoolStatistics Statistics, BucketStatistics Unpooled);
}
