using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Tidepool.Diagnosis;
using Tidepool.Engines;

namespace Tidepool.Telemetry;

/// <summary>The meter <c>Tidepool</c>, which reports the pools' statistics to listeners.</summary>
/// <remarks>
/// <para>
/// All instruments but the duration of waits are observable: statistics are taken when a listener asks for them. Without listeners nothing happens,
/// and rents and returns are never affected. Names and units follow OpenTelemetry's conventions: <c>tidepool.…</c>, bytes as <c>By</c>, seconds as <c>s</c>,
/// counted things in braces. Tags: <c>tidepool.pool.name</c>, and for numbers of a bucket <c>tidepool.bucket.size</c>,
/// which is 0 for buffers too large for any bucket.
/// </para>
/// <para>
/// Making instruments calls the listeners, which may use pools, block or throw. So it is done under no lock and in no type initializer, no thread waits for
/// it, and a listener's exception is written to standard error.
/// </para>
/// </remarks>
internal sealed class PoolMeter
{
    internal const string Name = "Tidepool";
    private const string PoolTag = "tidepool.pool.name";
    private const string BucketTag = "tidepool.bucket.size";

    /// <summary>OpenTelemetry's tag for the reason that an operation failed.</summary>
    private const string ErrorTag = "error.type";

    /// <summary>A collection asks each instrument in turn. They share a snapshot up to this age. Arbitrary: far less than the time between two
    /// collections.</summary>
    private static readonly TimeSpan s_snapshotAge = TimeSpan.FromMilliseconds(50);

    private static readonly ConditionalWeakTable<IMeterFactory, PoolMeter> s_byFactory = [];

    private readonly CounterBook _book = new();
    private readonly Lock _gate = new();

    /// <summary>1 once a thread has begun to make the instruments.</summary>
    private int _isMade;

    /// <summary>1 once a listener has failed to record a wait, which is reported once.</summary>
    private int _hasFailed;

    private Meter? _meter;
    private Histogram<double>? _waitDuration;
    private CounterBook.Snapshot? _snapshot;

    /// <summary>When the snapshot was taken; null if the next collection has to take one.</summary>
    private long? _takenAt;

    private PoolMeter()
    {
    }

    /// <summary>The meter of the process.</summary>
    internal static PoolMeter Shared { get; } = new();

    /// <summary>Whether any listener records the duration of waits.</summary>
    internal bool MeasuresWaits => Volatile.Read(ref _waitDuration)?.Enabled == true;

    /// <summary>The meter of a factory, one for each factory; if that is null, the meter of the process, which has yet to be published.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The factory made no meter.</exception>
    internal static PoolMeter Of(IMeterFactory? factory)
    {
        if (factory is null)
        {
            return Shared;
        }

        // A factory returns the same meter every time: the instruments must be added to it once.
        PoolMeter meter = s_byFactory.GetValue(factory, static _ => new PoolMeter());
#pragma warning disable CA2000 // The factory disposes the meters that it makes.
        meter.Publish(() => factory.Create(Name)
            ?? throw new BytePoolOptionsError(
                nameof(BytePoolOptions.MeterFactory),
                factory,
                $"must create meters, but its {nameof(IMeterFactory.Create)} returned null; make it return a meter, "
                + "or leave the factory unset to use the process's meter").ToException());
#pragma warning restore CA2000
        return meter;
    }

    /// <summary>Makes the meter of the process, unless another thread has done so or is about to.</summary>
    internal static void PublishShared() => Shared.Publish(static () => new Meter(Name));

    /// <summary>Ends the meter of the process, prevents it from being made again, and forgets the meters of factories: what refers to them would keep an
    /// assembly that is to be unloaded.</summary>
    internal static void Unpublish()
    {
        Interlocked.Exchange(ref Shared._isMade, 1);
        Shared._meter?.Dispose();
        s_byFactory.Clear();
    }

    /// <summary>Begins reporting a pool.</summary>
    internal void Add(PoolEngine engine)
    {
        _book.Open(engine.Number, PoolReading.NameOf(engine.PoolName));
        LivingPools.Add(engine, this);
    }

    /// <summary>Stops reporting a pool, which is no longer in the list of living ones. Its counts are still reported.</summary>
    internal void End(PoolEngine engine)
    {
        PoolReading? last = null;
        try
        {
            last = PoolReading.Of(engine);
        }
        finally
        {
            _book.Close(engine.Number, last);
        }
    }

    /// <summary>Makes the next collection take new statistics.</summary>
    internal void ForgetSnapshot()
    {
        using (_gate.Hold())
        {
            _takenAt = null;
        }
    }

    /// <summary>Records a wait. A listener's exception must neither lose the lease that was waited for nor hide why there is none.</summary>
    /// <param name="engine">The pool.</param>
    /// <param name="begin">When the wait began, by the pool's clock. It ended now.</param>
    /// <param name="failure">Why the wait ended without a buffer; null if there is one.</param>
    internal void NoteWait(PoolEngine engine, long begin, Exception? failure)
    {
        try
        {
            TagList tags = new() { { PoolTag, PoolReading.NameOf(engine.PoolName) } };
            if (failure is not null)
            {
                tags.Add(ErrorTag, failure.GetType().FullName);
            }

            _waitDuration?.Record(PoolClock.Since(engine.Time, begin).TotalSeconds, tags);
        }
#pragma warning disable CA1031 // See the summary.
        catch (Exception error)
#pragma warning restore CA1031
        {
            if (Interlocked.Exchange(ref _hasFailed, 1) == 0)
            {
                Unattended.Report($"a listener of the meter \"{Name}\" failed while recording a wait", error);
            }
        }
    }

    private void Publish(Func<Meter> make)
    {
        if (Volatile.Read(ref _isMade) != 0 || Interlocked.Exchange(ref _isMade, 1) != 0)
        {
            return;
        }

        try
        {
            _meter = make();
        }
        catch
        {
            // The next pool tries again.
            Interlocked.Exchange(ref _isMade, 0);
            throw;
        }

        AddInstruments(_meter);
    }

    private void AddInstruments(Meter meter)
    {
        Add(() => _waitDuration = meter.CreateHistogram(
            "tidepool.wait.duration",
            "s",
            "Time callers spent waiting for the budget.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0001, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] }));
        AddCounter("tidepool.rents", static counts => counts.Rents, "{rent}", "Buffers rented.");
        AddCounter("tidepool.misses", static counts => counts.Misses, "{buffer}", "Buffers allocated because none was idle.");
        AddCounter("tidepool.discarded", static counts => counts.Discarded, "{buffer}", "Returned buffers that were released because enough were idle.");
        AddCounter("tidepool.trimmed", static counts => counts.Trimmed, "{buffer}", "Idle buffers that were released.");
        AddCounter("tidepool.abandoned", static counts => counts.Abandoned, "{lease}", "Leases dropped without being returned.");
        AddLevel("tidepool.rented", static bucket => bucket.Rented, "{buffer}", "Buffers rented now.");
        AddLevel("tidepool.idle", static bucket => bucket.Idle, "{buffer}", "Buffers ready to be rented.");
        AddLevel("tidepool.memory.held", BytesHeld, "By", "Bytes in all buffers, idle and rented.");
        AddLevel("tidepool.memory.rented", BytesRented, "By", "Bytes in the buffers rented now.");
        AddLevel("tidepool.memory.requested", static bucket => bucket.BytesRequested, "By", "Bytes that the current renters requested.");
        Add(() => meter.CreateObservableUpDownCounter(
            "tidepool.memory.limit", () => OfPools(static pool => pool.MaxTotalBytes), "By", "The budget of each pool that has one."));
        Add(() => meter.CreateObservableCounter(
            "tidepool.refused",
            () => TakeSnapshot().Counted.Select(static page => new Measurement<long>(page.Refused, new KeyValuePair<string, object?>(PoolTag, page.Name))),
            "{rent}",
            "Rents refused by the budget."));
        Add(() => meter.CreateObservableUpDownCounter(
            "tidepool.waiters", () => OfPools(static pool => pool.Waiting), "{request}", "Callers waiting for the budget."));

        void AddCounter(string name, Func<Counts, long> value, string unit, string description) =>
            Add(() => meter.CreateObservableCounter(name, () => Counted(value), unit, description));

        void AddLevel(string name, Func<BucketStatistics, long> value, string unit, string description) =>
            Add(() => meter.CreateObservableUpDownCounter(name, () => OfBuckets(value), unit, description));
    }

    /// <summary>Makes an instrument, and continues if a listener that is notified of it throws.</summary>
    private static void Add(Func<Instrument> create)
    {
        try
        {
            create();
        }
#pragma warning disable CA1031 // A pool must not fail because of a listener.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Unattended.Report($"a listener failed when an instrument of the meter \"{Name}\" was published", failure);
        }
    }

    /// <summary>Buffers too large for any bucket have exactly the requested size.</summary>
    private static long BytesRented(BucketStatistics bucket) => bucket.Size == 0 ? bucket.BytesRequested : bucket.BytesRented;

    private static long BytesHeld(BucketStatistics bucket) => bucket.Size == 0 ? bucket.BytesRequested : bucket.BytesHeld;

    private static Measurement<long> Of(string pool, int bucketSize, long value) => new(value, new(PoolTag, pool), new(BucketTag, bucketSize));

    private IEnumerable<Measurement<long>> Counted(Func<Counts, long> value) =>
        from page in TakeSnapshot().Counted
        from bucket in page.Buckets
        select Of(page.Name, bucket.Key, value(bucket.Value));

    private IEnumerable<Measurement<long>> OfBuckets(Func<BucketStatistics, long> value) =>
        from pool in TakeSnapshot().Living
        from bucket in pool.Buckets
        group value(bucket) by (pool.Name, bucket.Size) into same
        select Of(same.Key.Name, same.Key.Size, same.Sum());

    private IEnumerable<Measurement<long>> OfPools(Func<BytePoolStatistics, long?> value) =>
        from pool in TakeSnapshot().Living
        let known = value(pool.Statistics)
        where known is not null
        group known.Value by pool.Name into same
        select new Measurement<long>(same.Sum(), new KeyValuePair<string, object?>(PoolTag, same.Key));

    private CounterBook.Snapshot TakeSnapshot()
    {
        using (_gate.Hold())
        {
            if (_snapshot is not null && _takenAt is { } takenAt && TimeProvider.System.GetElapsedTime(takenAt) <= s_snapshotAge)
            {
                return _snapshot;
            }
        }

        CounterBook.Snapshot taken = _book.Note([.. LivingPools.All(this).Select(PoolReading.Of)]);
        using (_gate.Hold())
        {
            if (taken.Version > (_snapshot?.Version ?? 0))
            {
                (_snapshot, _takenAt) = (taken, TimeProvider.System.GetTimestamp());
            }
        }

        return taken;
    }
}
