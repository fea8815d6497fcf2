using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Tidepool.Tests.Safety;

/// <summary>Services from other code that return null, throw, use the pool or dispose it: either the pool's constructor fails, or the pool works as if they
/// did nothing.</summary>
[Collection(nameof(FullCollections))]
[Trait("Requirement", "B10")]
[Trait("Requirement", "E5")]
public class HostileServiceTests
{
    public static TheoryData<PoolMode> Modes => [.. Enum.GetValues<PoolMode>()];

    public static TheoryData<PoolMode> ModesWithTimers => [PoolMode.Standard, PoolMode.Checked, PoolMode.Guarded];

    [Theory]
    [MemberData(nameof(ModesWithTimers))]
    public void Constructor_AClockWithoutTimers_IsRefusedByName(PoolMode mode)
    {
        Clock clock = new() { Timer = null };
        ArgumentException error = Assert.Throws<ArgumentOutOfRangeException>(
            nameof(BytePoolOptions.TimeProvider), () => new BytePool(new BytePoolOptions { Mode = mode, TimeProvider = clock }));
        Assert.Contains(nameof(TimeProvider.CreateTimer), error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(BytePoolOptions.DecayTime), error.Message, StringComparison.Ordinal);
        FullCollections.Run(2);

        using BytePool pool = new(new BytePoolOptions { Mode = mode, TimeProvider = clock, DecayTime = Timeout.InfiniteTimeSpan });
        pool.Rent(1_000).Return();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Constructor_AClockWithoutFrequency_IsRefusedByName(long frequency)
    {
        ArgumentException error = Assert.Throws<ArgumentOutOfRangeException>(
            nameof(BytePoolOptions.TimeProvider), () => new BytePool(new BytePoolOptions { TimeProvider = new Clock(frequency) }));
        Assert.Contains($"{frequency}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_AMeterFactoryThatMakesNothing_IsRefusedByName()
    {
        using Factory factory = new(static () => null!);
        Assert.Throws<ArgumentOutOfRangeException>(nameof(BytePoolOptions.MeterFactory), () => new BytePool(new BytePoolOptions { MeterFactory = factory }));
        Assert.Throws<ArgumentOutOfRangeException>(nameof(BytePoolOptions.MeterFactory), () => new BytePool(new BytePoolOptions { MeterFactory = factory }));
    }

    [Fact]
    public void Constructor_AMeterFactoryThatThrowsOnce_IsAskedAgain()
    {
        using Meter meter = new("Tidepool");
        int asked = 0;
        using Factory factory = new(() => ++asked == 1 ? throw new NotSupportedException("made") : meter);
        Assert.Throws<NotSupportedException>(() => new BytePool(new BytePoolOptions { MeterFactory = factory }));
        using BytePool pool = new(new BytePoolOptions { MeterFactory = factory });
        using BytePool another = new(new BytePoolOptions { MeterFactory = factory });
        Assert.Equal(2, asked);
    }

    [Fact]
    public void Constructor_AMeterFactoryThatMakesPoolsWithItself_IsAskedOnce()
    {
        using Meter meter = new("Tidepool");
        int asked = 0;
        IMeterFactory? itself = null;
        using Factory factory = new(() =>
        {
            asked++;
            using BytePool inner = new(new BytePoolOptions { MeterFactory = itself });
            inner.Rent(1_000).Return();
            return meter;
        });
        itself = factory;
        using BytePool pool = new(new BytePoolOptions { MeterFactory = factory });
        pool.Rent(1_000).Return();
        Assert.Equal(1, asked);
    }

    /// <summary>Instruments are published when a factory's first pool is created: all of them, even if a listener throws for each.</summary>
    [Fact]
    public void Constructor_AListenerThatThrowsWhenToldOfAnInstrument_FailsNothing()
    {
        using Meter meter = new("Tidepool");
        List<string> told = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter == meter)
            {
                told.Add(instrument.Name);
                throw new NotSupportedException("told");
            }
        };
        listener.Start();
        using Factory factory = new(() => meter);
        using BytePool pool = new(new BytePoolOptions { MeterFactory = factory });
        pool.Rent(1_000).Return();
        Assert.Equal(14, told.Count);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void AClockThatThrows_FailsNoRent(PoolMode mode) => AssertWorks(mode, new Clock { Ask = static () => throw new NotSupportedException("asked") });

    /// <summary>Otherwise the clock and the pool would call each other forever.</summary>
    [Theory]
    [MemberData(nameof(Modes))]
    public void AClockThatUsesThePool_FailsNoRent(PoolMode mode)
    {
        Clock clock = new();
        BytePool? pool = null;
        clock.Ask = () =>
        {
            pool?.Rent(1_000).Return();
            return 1;
        };
        AssertWorks(mode, clock, made => pool = made);
    }

    [Theory]
    [MemberData(nameof(ModesWithTimers))]
    public void ATimerThatThrowsWhenDisposed_ComesOutOfDispose_WhichIsDone(PoolMode mode)
    {
        Clock clock = new() { Timer = new Timer(static () => throw new NotSupportedException("disposed")) };
        BytePool pool = new(new BytePoolOptions { Mode = mode, TimeProvider = clock, OnMisuse = static _ => { } });
        ByteLease held = pool.Rent(1_000);
        pool.Rent(1_000).Return();
        Assert.Throws<NotSupportedException>(pool.Dispose);
        Assert.Throws<ObjectDisposedException>(() => pool.Rent(1));
        pool.Dispose();
        held.Return();
        Assert.Equal((0, 0), (pool.GetStatistics().BytesHeld, pool.GetStatistics().Rented));
    }

    [Theory]
    [MemberData(nameof(ModesWithTimers))]
    public void ATimerThatThrowsWhenDisposed_OfADroppedPool_EndsNothing(PoolMode mode)
    {
        int disposed = 0;
        Drop(mode, new Timer(() =>
        {
            disposed++;
            throw new NotSupportedException("disposed");
        }));
        FullCollections.RunUntil(() => disposed > 0);
        Assert.Equal(1, disposed);
    }

    [Theory]
    [MemberData(nameof(ModesWithTimers))]
    public void ATimerThatDisposesThePool_WhenDisposed_IsDisposedOnce(PoolMode mode)
    {
        BytePool pool = null!;
        int disposed = 0;
        Timer timer = new(() =>
        {
            disposed++;
            pool.Dispose();
        });
        pool = new BytePool(new BytePoolOptions { Mode = mode, TimeProvider = new Clock { Timer = timer } });
        pool.Rent(1_000).Return();
        pool.Dispose();
        Assert.Equal((1, 0), (disposed, pool.GetStatistics().BytesHeld));
    }

    /// <summary>A custom timer may fire at any time, even while it is being created.</summary>
    [Theory]
    [MemberData(nameof(ModesWithTimers))]
    public void ATimerThatRingsAtOnce_EndsNothing(PoolMode mode)
    {
        Clock clock = new() { RingsAtOnce = true };
        using BytePool pool = new(new BytePoolOptions { Mode = mode, TimeProvider = clock });
        pool.Rent(1_000).Return();
        clock.Ring();
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    private static void AssertWorks(PoolMode mode, Clock clock, Action<BytePool>? know = null)
    {
        using BytePool pool = new(new BytePoolOptions
        {
            Mode = mode,
            TimeProvider = clock,
            LeakSamplingInterval = 1,
            SampledMode = PoolMode.Checked,
            SampledModeInterval = 2,
            OnMisuse = static _ => { },
        });
        know?.Invoke(pool);
        UseRightAndWrong(pool);
        clock.Ring();
        DropLease(pool);
        FullCollections.RunUntil(() => pool.GetStatistics().Abandoned == 1);
        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Equal((0, 1), (statistics.Rented, statistics.Abandoned));
        Snapshots.AssertAddsUp(statistics);
    }

    /// <summary>In a frame of its own: a lease left in a local would keep its slot alive, and the dropped lease may have the same slot.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void UseRightAndWrong(BytePool pool)
    {
        for (int round = 0; round < 10; round++)
        {
            ByteLease lease = pool.Rent(1_000);
            _ = pool.GetOutstanding();
            lease.Return();
            Assert.Throws<BufferAlreadyReturnedException>(lease.Return);
            pool.Rent(100_000_000 / 4).Return();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DropLease(BytePool pool) => pool.Rent(1_000);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(PoolMode mode, Timer timer)
    {
#pragma warning disable CA2000 // The pool must be dropped, not disposed.
        BytePool pool = new(new BytePoolOptions { Mode = mode, TimeProvider = new Clock { Timer = timer } });
#pragma warning restore CA2000
        pool.Rent(1_000).Return();
    }

    private sealed class Clock(long frequency = TimeSpan.TicksPerSecond) : TimeProvider
    {
        private Action? _ring;

        public override long TimestampFrequency => frequency;

        internal Func<long> Ask { get; set; } = static () => 1;

        internal ITimer? Timer { get; init; } = new Timer(static () => { });

        internal bool RingsAtOnce { get; init; }

        public override long GetTimestamp() => Ask();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _ring = () => callback(state);
            if (RingsAtOnce)
            {
                _ring();
            }

            return Timer!;
        }

        internal void Ring() => _ring?.Invoke();
    }

    private sealed class Timer(Action dispose) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => dispose();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Factory(Func<Meter> create) : IMeterFactory
    {
        public Meter Create(MeterOptions options) => create();

        public void Dispose()
        {
        }
    }
}
