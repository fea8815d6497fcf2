using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Tidepool.Engines;
using Tidepool.Telemetry;
using Tidepool.Tests.Concurrency;

namespace Tidepool.Tests.Telemetry;

/// <summary>The counters of a pool name only rise, whatever pools of that name come and go.</summary>
[Collection(nameof(FullCollections))]
[Trait("Requirement", "E5")]
public sealed class CounterTests : IDisposable
{
    private const int Size = 1_000;

    private static readonly string[] s_counters =
        ["tidepool.rents", "tidepool.misses", "tidepool.discarded", "tidepool.trimmed", "tidepool.abandoned", "tidepool.refused"];

    private readonly string _name = $"counted {Guid.NewGuid()}";
    private readonly MeterListener _listener = new();

    /// <summary>The last value seen, by instrument and bucket.</summary>
    private readonly Dictionary<(string Instrument, int Bucket), long> _seen = [];

    private readonly List<string> _fallen = [];

    public CounterTests()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == PoolMeter.Name && s_counters.Contains(instrument.Name))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            Note(instrument.Name, value, new Dictionary<string, object?>(tags.ToArray())));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    [Theory]
    [InlineData(PoolMode.Standard, true)]
    [InlineData(PoolMode.Standard, false)]
    [InlineData(PoolMode.Unpooled, true)]
    [InlineData(PoolMode.Unpooled, false)]
    [InlineData(PoolMode.Checked, true)]
    [InlineData(PoolMode.Checked, false)]
    [InlineData(PoolMode.Guarded, true)]
    [InlineData(PoolMode.Guarded, false)]
    public void Counters_OfPoolsThatEnd_StayInTheSumOfTheirName(PoolMode mode, bool disposes)
    {
        const int Pools = 200;
        using BytePool lasting = NewPool(mode);
        for (int made = 1; made <= Pools; made++)
        {
            UseOnce(mode, disposes);
            lasting.Rent(Size).Return();
            if (made % 10 == 0)
            {
                Collect();
            }
        }

        // The finalizers of dropped pools add their counts.
        FullCollections.RunUntil(() => LivingPools.All().Count(engine => engine.PoolName == _name) == 1);
        Collect();
        Assert.Empty(_fallen);
        Assert.Equal(3 * Pools, SumOf("tidepool.rents"));
        Assert.Equal(Pools, SumOf("tidepool.refused"));
        BytePoolStatistics last = lasting.GetStatistics();
        Assert.Equal((2 * Pools) + last.Misses, SumOf("tidepool.misses"));
        Assert.InRange(SumOf("tidepool.discarded") + SumOf("tidepool.trimmed") + SumOf("tidepool.abandoned") + last.Idle, 1, SumOf("tidepool.misses"));
    }

    /// <summary>Pools that counted nothing leave nothing behind: otherwise the names of many pools would pile up.</summary>
    [Fact]
    public void Counters_OfPoolsThatNobodyUsed_AreNotTold()
    {
        NewPool(PoolMode.Standard).Dispose();
        Collect();
        Assert.Empty(_seen);
    }

    /// <summary>Several threads create, use and dispose pools while another thread collects measurements.</summary>
    [Fact]
    public void Counters_CollectedWhilePoolsComeAndGo_NeverFall()
    {
        const int Pools = 150;
        int left = 2;
        Crew.Run(
            "counting",
            _ => Use(),
            _ => Use(),
            failed =>
            {
                while (Volatile.Read(ref left) > 0 && !failed.IsCancellationRequested)
                {
                    Collect();
                }
            });
        Collect();
        Assert.Empty(_fallen);
        Assert.Equal(2 * 2 * Pools, SumOf("tidepool.rents"));

        void Use()
        {
            for (int made = 0; made < Pools; made++)
            {
                using BytePool pool = NewPool(PoolMode.Standard);
                pool.Rent(Size).Return();
                pool.Rent(Size).Return();
            }

            Interlocked.Decrement(ref left);
        }
    }

    /// <summary>One lease is returned, one is still out at the end and returned then, and one rent is refused.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void UseOnce(PoolMode mode, bool disposes)
    {
#pragma warning disable CA2000 // Some pools are dropped: that is what is tested.
        BytePool pool = NewPool(mode);
#pragma warning restore CA2000
        ByteLease held = pool.Rent(Size);
        pool.Rent(2 * Size).Return();
        Assert.False(pool.TryRent(20_000, out _));
        if (disposes)
        {
            pool.Dispose();
        }

        held.Return();
    }

    private BytePool NewPool(PoolMode mode) =>
        new(new BytePoolOptions { Name = _name, Mode = mode, MaxTotalBytes = 16_384, OnMisuse = static _ => { }, DecayTime = Timeout.InfiniteTimeSpan });

    private void Collect()
    {
        PoolMeter.Shared.ForgetSnapshot();
        _listener.RecordObservableInstruments();
    }

    private long SumOf(string instrument) => _seen.Where(pair => pair.Key.Instrument == instrument).Sum(static pair => pair.Value);

    private void Note(string instrument, long value, Dictionary<string, object?> tags)
    {
        if (tags["tidepool.pool.name"] as string != _name)
        {
            return;
        }

        (string, int) key = (instrument, tags.GetValueOrDefault("tidepool.bucket.size") as int? ?? -1);
        if (value < _seen.GetValueOrDefault(key))
        {
            _fallen.Add($"{key}: {_seen[key]} to {value}");
        }

        _seen[key] = value;
    }
}
