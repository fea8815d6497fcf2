using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;

namespace Tidepool.Tests.Telemetry;

[Trait("Requirement", "E5")]
public sealed class PoolMeterTests : IDisposable
{
    private static readonly int[] s_sizes = [1_000, 1_000, 4_096, 5_000];

    private readonly MeterListener _listener = new();
    private readonly Dictionary<(string Instrument, string Pool, object? Bucket), double> _seen = [];
    private readonly Dictionary<string, string?> _units = [];

    public PoolMeterTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Tidepool")
            {
                lock (_units)
                {
                    _units[instrument.Name] = instrument.Unit;
                }

                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Instruments_TellWhatTheStatisticsSay()
    {
        string name = $"metered {Guid.NewGuid()}";
        using BytePool pool = new(new BytePoolOptions { Name = name, MaxTotalBytes = 12_288, SizeClasses = SizeClassLadder.PowersOfTwo, MaxSize = 4_096 });
        ByteLease[] leases = [.. s_sizes.Select(pool.Rent)];
        leases[0].Return();
        Task<ByteLease> waiting = pool.RentAsync(4_096, TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);
        Assert.False(pool.TryRent(4_096, out _));
        Collect();

        Assert.Equal(1, Of("tidepool.waiters"));
        Assert.Equal((1, 1), (pool.GetStatistics().Refused, Of("tidepool.refused")));
        Assert.Equal(12_288, Of("tidepool.memory.limit"));
        Assert.Equal((1_000 + 4_096 + 5_000, 1_000), (SumOf("tidepool.memory.requested"), Of("tidepool.memory.requested", 1_024)));
        Assert.Equal(pool.GetStatistics().BytesHeld, SumOf("tidepool.memory.held"));
        Assert.Equal(pool.GetStatistics().BytesRented, SumOf("tidepool.memory.rented"));
        Assert.Equal((4_096, 5_000), (Of("tidepool.memory.held", 4_096), Of("tidepool.memory.rented", 0)));
        Assert.Equal(2, Of("tidepool.rents", 1_024));
        Assert.Equal(1, Of("tidepool.rented", 1_024));
        Assert.Equal(1, Of("tidepool.misses", 4_096));
        Assert.Equal(1, Of("tidepool.rents", 0));
        Assert.Equal(1, Of("tidepool.idle", 1_024) + Of("tidepool.trimmed", 1_024));

        leases[3].Return();
        (await waiting).Return();
        Assert.InRange(Of("tidepool.wait.duration"), double.Epsilon, double.MaxValue);
        return;

        double SumOf(string instrument)
        {
            lock (_seen)
            {
                return _seen.Where(pair => pair.Key.Instrument == instrument && pair.Key.Pool == name).Sum(static pair => pair.Value);
            }
        }

        double Of(string instrument, object? bucket = null)
        {
            lock (_seen)
            {
                return _seen[(instrument, name, bucket)];
            }
        }
    }

    /// <summary>Only its counters remain, because counters never fall.</summary>
    [Fact]
    public void ADisposedPool_IsNoLongerTold()
    {
        string name = $"disposed {Guid.NewGuid()}";
        BytePool pool = new(new BytePoolOptions { Name = name, MaxTotalBytes = 10_000 });
        pool.Rent(100).Return();
        Collect();
        Assert.Contains(("tidepool.memory.limit", name, null), Keys());
        pool.Dispose();
        lock (_seen)
        {
            _seen.Clear();
        }

        Collect();
        Assert.Equal(
            ["tidepool.abandoned", "tidepool.discarded", "tidepool.misses", "tidepool.refused", "tidepool.rents", "tidepool.trimmed"],
            Keys().Where(key => key.Pool == name).Select(static key => key.Instrument).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Names_FollowTheConventions()
    {
        lock (_units)
        {
            Assert.All(_units, static pair =>
            {
                Assert.Matches("^tidepool(\\.[a-z]+)+$", pair.Key);
                Assert.Matches("^(By|s|\\{[a-z]+\\})$", pair.Value!);
            });
            Assert.Equal(14, _units.Count);
        }
    }

    [Fact]
    public void PoolsOfOneName_AreToldAsOne()
    {
        string name = $"twice {Guid.NewGuid()}";
        using BytePool first = new(new BytePoolOptions { Name = name, MaxTotalBytes = 10_000 });
        using BytePool second = new(new BytePoolOptions { Name = name, MaxTotalBytes = 20_000 });
        first.Rent(1_000).Return();
        second.Rent(1_000).Return();
        second.Rent(1_000).Return();
        Collect();
        lock (_seen)
        {
            Assert.Equal(3, _seen[("tidepool.rents", name, 1_024)]);
            Assert.Equal(30_000, _seen[("tidepool.memory.limit", name, null)]);
        }
    }

    [Fact]
    public async Task WaitDuration_IsThePoolsTime_AndTellsWhyNobodyWasServed()
    {
        string name = $"waited {Guid.NewGuid()}";
        FakeTimeProvider time = new();
        List<(double Seconds, string? Error)> waits = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == "tidepool.wait.duration")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) =>
        {
            Dictionary<string, object?> named = new(tags.ToArray());
            if (named["tidepool.pool.name"] as string == name)
            {
                lock (waits)
                {
                    waits.Add((value, named.GetValueOrDefault("error.type") as string));
                }
            }
        });
        listener.Start();
        using BytePool pool = new(new BytePoolOptions { Name = name, MinSize = 1_024, MaxSize = 1_024,
            MaxTotalBytes = 1_024, TimeProvider = time, DecayTime = Timeout.InfiniteTimeSpan });
        ByteLease held = pool.Rent(1_000);
        Task<ByteLease> served = pool.RentAsync(1_000, TestContext.Current.CancellationToken).AsTask();
        using CancellationTokenSource source = new();
        Task<ByteLease> cancelled = pool.RentAsync(1_000, source.Token).AsTask();
        time.Advance(TimeSpan.FromSeconds(2));
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        time.Advance(TimeSpan.FromSeconds(3));
        held.Return();
        held = await served;
        served = pool.RentAsync(1_000, TestContext.Current.CancellationToken).AsTask();
        time.AdjustTime(time.GetUtcNow() - TimeSpan.FromHours(1));
        held.Return();
        (await served).Return();
        Assert.Equal([(2, typeof(OperationCanceledException).FullName), (5, null), (0, null)], waits);
    }

    [Fact]
    [Trait("Requirement", "B5")]
    public async Task WaitDuration_ToldToAListenerThatThrows_FailsNoRent()
    {
        string name = $"unheard {Guid.NewGuid()}";
        int told = 0;
        using MeterListener listener = new();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == "tidepool.wait.duration")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            if (tags.ToArray().Any(tag => tag.Value as string == name))
            {
                told++;
                throw new NotSupportedException("heard");
            }
        });
        listener.Start();
        using BytePool pool = new(new BytePoolOptions { Name = name, MinSize = 1_024, MaxSize = 1_024, MaxTotalBytes = 1_024 });
        ByteLease held = pool.Rent(1_000);
        Task<ByteLease> waiting = pool.RentAsync(1_000, TestContext.Current.CancellationToken).AsTask();
        held.Return();
        (await waiting).Return();
        Assert.Equal((1, 0), (told, pool.GetStatistics().Rented));
    }

    [Fact]
    public void Factories_EachTellOfTheirOwnPools()
    {
        string name = $"made {Guid.NewGuid()}";
        using OwnMeterFactory first = new();
        using OwnMeterFactory second = new();
        using BytePool ofFirst = new(new BytePoolOptions { Name = name, MeterFactory = first });
        using BytePool alsoOfFirst = new(new BytePoolOptions { Name = name, MeterFactory = first });
        using BytePool ofSecond = new(new BytePoolOptions { Name = name, MeterFactory = second });
        using BytePool ofNone = new(new BytePoolOptions { Name = name });
        ofFirst.Rent(1_000).Return();
        alsoOfFirst.Rent(1_000).Return();
        ofSecond.Rent(1_000).Return();
        for (int rent = 0; rent < 5; rent++)
        {
            ofNone.Rent(1_000).Return();
        }

        Assert.Equal((2, 1), (first.Rents(), second.Rents()));
        Assert.Equal((1, 1), (first.Meters, second.Meters));
        lock (_seen)
        {
            _seen.Clear();
        }

        first.Dispose();
        Assert.Throws<ObjectDisposedException>(() => new BytePool(new BytePoolOptions { MeterFactory = new OwnMeterFactory(isDisposed: true) }));
        ofFirst.Rent(1_000).Return();
        Assert.Equal(0, first.Rents());
    }

    private (string Instrument, string Pool, object? Bucket)[] Keys()
    {
        lock (_seen)
        {
            return [.. _seen.Keys];
        }
    }

    private void Collect()
    {
        // Collections that follow each other closely share a snapshot, which may not include the last steps.
        Tidepool.Telemetry.PoolMeter.Shared.ForgetSnapshot();
        _listener.RecordObservableInstruments();
    }

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string pool = "";
        object? bucket = null;
        foreach ((string key, object? tag) in tags)
        {
            pool = key == "tidepool.pool.name" ? (string)tag! : pool;
            bucket = key == "tidepool.bucket.size" ? tag : bucket;
        }

        lock (_seen)
        {
            _seen[(instrument.Name, pool, bucket)] = value;
        }
    }
}
