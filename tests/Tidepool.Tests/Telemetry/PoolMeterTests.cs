using System.Diagnostics.Metrics;

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
        Collect();

        Assert.Equal(1, Of("tidepool.waiters"));
        Assert.Equal(12_288, Of("tidepool.bytes.limit"));
        Assert.Equal(pool.GetStatistics().BytesHeld, Of("tidepool.bytes.held"));
        Assert.Equal(pool.GetStatistics().BytesRented, Of("tidepool.bytes.rented"));
        Assert.Equal(2, Of("tidepool.rents", 1_024));
        Assert.Equal(1, Of("tidepool.rented", 1_024));
        Assert.Equal(1, Of("tidepool.misses", 4_096));
        Assert.Equal(1, Of("tidepool.rents", 0));
        Assert.Equal(1, Of("tidepool.idle", 1_024) + Of("tidepool.trimmed", 1_024));

        leases[3].Return();
        (await waiting).Return();
        Assert.InRange(Of("tidepool.wait.duration"), double.Epsilon, double.MaxValue);
        return;

        double Of(string instrument, object? bucket = null)
        {
            lock (_seen)
            {
                return _seen[(instrument, name, bucket)];
            }
        }
    }

    /// <summary>Listeners keep the last of several values with the same tags, so that there has to be one for all.</summary>
    [Fact]
    public void PoolsOfOneName_AreToldAsOne()
    {
        string name = $"twin {Guid.NewGuid()}";
        using BytePool one = new(new BytePoolOptions { Name = name });
        using BytePool other = new(new BytePoolOptions { Name = name });
        using ByteLease first = one.Rent(4_096);
        using ByteLease second = other.Rent(4_096);
        using ByteLease third = other.Rent(4_096);
        Collect();
        lock (_seen)
        {
            Assert.Equal(3, _seen[("tidepool.rents", name, 4_096)]);
            Assert.Equal(12_288, _seen[("tidepool.bytes.rented", name, null)]);
        }
    }

    [Fact]
    public void ADisposedPool_IsNoLongerTold()
    {
        string name = $"disposed {Guid.NewGuid()}";
        BytePool pool = new(new BytePoolOptions { Name = name });
        pool.Rent(100).Return();
        Collect();
        Assert.Contains(("tidepool.bytes.held", name, null), Keys());
        pool.Dispose();
        lock (_seen)
        {
            _seen.Clear();
        }

        Collect();
        Assert.DoesNotContain(("tidepool.bytes.held", name, null), Keys());
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
            Assert.Equal(12, _units.Count);
        }
    }

    private (string, string, object?)[] Keys()
    {
        lock (_seen)
        {
            return [.. _seen.Keys];
        }
    }

    private void Collect()
    {
        // Collections share a snapshot for a moment: an older one may not show the last steps.
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
