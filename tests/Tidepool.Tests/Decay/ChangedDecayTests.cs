using Tidepool.Decay;
using Tidepool.Tests.Concurrency;

namespace Tidepool.Tests.Decay;

/// <summary>A decay time that is changed while the pool runs.</summary>
[Collection(RunsAlone.Name)]
[Trait("Requirement", "B7")]
public class ChangedDecayTests
{
    private const int Count = 50;

    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);

    public static TheoryData<PoolMode> ModesWithClocks => [PoolMode.Standard, PoolMode.Checked, PoolMode.Guarded];

    [Fact]
    public void DecayTime_Shortened_HoldsFromTheNextStep_WhichComesSooner()
    {
        WatchedTime time = new();
        using BytePool pool = DecayingPool.New(time, decayTime: TimeSpan.FromDays(25));
        Fill(pool);
        time.Advance(s_day / 2);
        pool.DecayTime = TimeSpan.FromSeconds(25);
        Assert.Equal(TimeSpan.FromSeconds(25), pool.DecayTime);
        Assert.Equal(Count, pool.GetStatistics().Idle);
        DecayingPool.PassSteps(time, DecayingPool.StepsToNothing / 2);
        Assert.InRange(pool.GetStatistics().Idle, 1, Count - 1);
        DecayingPool.PassSteps(time, (DecayingPool.StepsToNothing / 2) + 1);
        Assert.Equal((0, Count), (pool.GetStatistics().Idle, pool.GetStatistics().Trimmed));
        Assert.Equal((1, 0), (time.Created, time.Armed));
    }

    /// <summary>Half of the old time has passed, so half of the new one is left.</summary>
    [Fact]
    public void DecayTime_Lengthened_HoldsFromTheNextStep()
    {
        WatchedTime time = new();
        using BytePool pool = DecayingPool.New(time);
        Fill(pool);
        DecayingPool.PassSteps(time, DecayingPool.StepsToNothing / 2);
        long left = pool.GetStatistics().Idle;
        Assert.InRange(left, 1, Count - 1);
        pool.DecayTime = TimeSpan.FromSeconds(2_500);

        // The step that was due comes, and no other for a hundred seconds.
        time.Advance(DecayingPool.Step);
        long afterwards = pool.GetStatistics().Idle;
        Assert.InRange(afterwards, 1, left);
        DecayingPool.PassSteps(time, 99);
        Assert.Equal(afterwards, pool.GetStatistics().Idle);
        DecayingPool.PassSteps(time, DecayingPool.StepsToNothing / 2, TimeSpan.FromSeconds(100));
        Assert.Equal(0, pool.GetStatistics().Idle);
    }

    [Theory]
    [MemberData(nameof(ModesWithClocks))]
    public void DecayTime_Infinite_StopsTheClock_AndFiniteAgainStartsIt(PoolMode mode)
    {
        WatchedTime time = new();
        using BytePool pool = NewPool(mode, time, TimeSpan.FromSeconds(25));
        Fill(pool);
        Assert.Equal(1, time.Armed);
        pool.DecayTime = Timeout.InfiniteTimeSpan;
        Assert.Equal(Timeout.InfiniteTimeSpan, pool.DecayTime);
        Assert.Equal(0, time.Armed);
        DecayingPool.PassSteps(time, 50, s_day);
        using ByteLease another = pool.Rent(10 * DecayingPool.BufferSize);
        DecayingPool.PassSteps(time, 50, s_day);
        Assert.Equal((0, Count), (time.Armed, pool.GetStatistics().Idle));

        pool.DecayTime = TimeSpan.FromSeconds(25);
        Assert.Equal((1, 1), (time.Created, time.Armed));
        DecayingPool.PassSteps(time, DecayingPool.StepsToNothing);
        Assert.Equal((0, Count), (pool.GetStatistics().Idle, pool.GetStatistics().Trimmed));
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    [Theory]
    [MemberData(nameof(ModesWithClocks))]
    public void DecayTime_FiniteInAPoolWithoutAClock_GivesItOne(PoolMode mode)
    {
        WatchedTime time = new();
        using BytePool pool = NewPool(mode, time, Timeout.InfiniteTimeSpan);
        Fill(pool);
        pool.DecayTime = Timeout.InfiniteTimeSpan;
        Assert.Equal(0, time.Created);
        pool.DecayTime = TimeSpan.FromSeconds(25);
        Assert.Equal((1, 1), (time.Created, time.Armed));
        DecayingPool.PassSteps(time, DecayingPool.StepsToNothing);
        Assert.Equal((0, Count), (pool.GetStatistics().Idle, pool.GetStatistics().Trimmed));

        // It sleeps now, and wakes like any other.
        Assert.Equal(0, time.Armed);
        Fill(pool);
        Assert.Equal(1, time.Armed);
        DecayingPool.PassSteps(time, DecayingPool.StepsToNothing);
        Assert.Equal((1, 0, 0), (time.Created, time.Armed, pool.GetStatistics().Idle));
    }

    /// <summary>The first step finds out whether there is anything to give back.</summary>
    [Fact]
    public void DecayTime_FiniteInAnEmptyPool_LetsTheClockSleepAfterAStep()
    {
        WatchedTime time = new();
        using BytePool pool = DecayingPool.New(time, decayTime: Timeout.InfiniteTimeSpan);
        pool.DecayTime = TimeSpan.FromSeconds(25);
        time.Advance(DecayingPool.Step);
        Assert.Equal(0, time.Armed);

        // A sleeping clock stays asleep, whatever its decay time.
        pool.DecayTime = TimeSpan.FromSeconds(1);
        pool.DecayTime = TimeSpan.FromSeconds(50);
        Assert.Equal(0, time.Armed);
        pool.DecayTime = Timeout.InfiniteTimeSpan;
        Fill(pool);
        Assert.Equal(0, time.Armed);
        pool.DecayTime = TimeSpan.FromSeconds(50);
        Assert.Equal(1, time.Armed);
    }

    [Fact]
    public void DecayTime_ChangedAgainAndAgain_PutsNoStepOffForEver()
    {
        WatchedTime time = new();
        using BytePool pool = DecayingPool.New(time);
        Fill(pool);
        for (int change = 0; change < 1_000 && pool.GetStatistics().Idle > 0; change++)
        {
            pool.DecayTime = TimeSpan.FromSeconds(change % 2 == 0 ? 5 : 25);
            time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(0, pool.GetStatistics().Idle);
    }

    [Fact]
    public void DecayTime_OfAnUnpooledPool_NeedsNoClock()
    {
        WatchedTime time = new();
        using BytePool pool = NewPool(PoolMode.Unpooled, time, Timeout.InfiniteTimeSpan);
        pool.DecayTime = TimeSpan.FromSeconds(3);
        Assert.Equal(TimeSpan.FromSeconds(3), pool.DecayTime);
        pool.Rent(1).Return();
        Assert.Equal(0, time.Created);
    }

    /// <summary>However the changes overlap each other, the steps and the creation of buffers: the decay time set last holds.</summary>
    [Fact]
    public void DecayTime_ChangedByManyAtOnce_LeavesAClockThatGoesByTheLast()
    {
        for (int round = 0; round < 300; round++)
        {
            WatchedTime time = new();
            using BytePool pool = DecayingPool.New(time, decayTime: round % 2 == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(25));
            using ByteLease held = pool.Rent(1);
            Crew.Run(
                $"decay times, round {round}",
                _ => Set(pool, 25, -1, 1, -1),
                _ => Set(pool, -1, 50, -1, 25),
                _ => DecayingPool.PassSteps(time, 5));
            Assert.Equal(pool.DecayTime == Timeout.InfiniteTimeSpan ? 0 : 1, time.Armed);

            // Two threads may have made the first timer at once.
            Assert.Equal(1, time.Created - time.Disposed);
            pool.DecayTime = TimeSpan.FromSeconds(25);
            Fill(pool);
            held.Return();
            DecayingPool.PassSteps(time, DecayingPool.StepsToNothing + 1);
            Assert.Equal((0, 0), (pool.GetStatistics().Idle, time.Armed));
        }

        static void Set(BytePool pool, params ReadOnlySpan<int> seconds)
        {
            foreach (int time in seconds)
            {
                pool.DecayTime = time < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(time);
            }
        }
    }

    [Theory]
    [MemberData(nameof(ModesWithClocks))]
    public void DecayTime_SetWhileThePoolIsDisposed_LeavesNoTimer(PoolMode mode)
    {
        for (int round = 0; round < 100; round++)
        {
            WatchedTime time = new();
            using BytePool pool = NewPool(mode, time, Timeout.InfiniteTimeSpan);
            ByteLease held = pool.Rent(1);
            Crew.Run(
                $"set and disposed, {mode}",
                _ => Record.Exception(() => pool.DecayTime = TimeSpan.FromSeconds(25)),
                _ => pool.Dispose());
            Assert.Equal((0, time.Created), (time.Armed, time.Disposed));
            held.Return();
        }
    }

    [Theory]
    [MemberData(nameof(ModesWithClocks))]
    [Trait("Requirement", "B10")]
    public void DecayTime_WithAClockWithoutTimers_IsRefusedAndNothingChanges(PoolMode mode)
    {
        using BytePool pool = NewPool(mode, new TimeWithoutTimers(), Timeout.InfiniteTimeSpan);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => pool.DecayTime = TimeSpan.FromSeconds(25));
        Assert.Contains(nameof(BytePoolOptions.TimeProvider), error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(TimeProvider.CreateTimer), error.Message, StringComparison.Ordinal);
        Assert.Equal(Timeout.InfiniteTimeSpan, pool.DecayTime);
        Fill(pool);
        Assert.Equal(Count, pool.GetStatistics().Idle);
    }

    /// <summary>A timer that was set anew may fire in the middle of a step: that step sets it again.</summary>
    [Fact]
    public void Step_IsTakenByOneAtATime()
    {
        using OwnTime time = new();
        int steps = 0;
        using DecayClock clock = DecayClock.For(new BytePoolOptions { TimeProvider = time }, Step, static () => 0, static () => MemoryPressure.Low);
        clock.Wake();
        time.Ring();
        time.Ring();
        Assert.Equal((2, 3), (steps, time.Sets));

        bool Step(ReadOnlySpan<double> shareAt)
        {
            if (++steps < 10)
            {
                time.Ring();
            }

            return true;
        }
    }

    /// <summary>The decay time becomes shorter after it was read, and before the timer is set to what was read.</summary>
    [Fact]
    public void DecayTime_ChangedWhileTheTimerIsSet_HoldsAfterThat()
    {
        using OwnTime time = new();
        using DecayClock clock = DecayClock.For(new BytePoolOptions { TimeProvider = time }, static _ => true, static () => 0, static () => MemoryPressure.Low);
        time.Changing = () =>
        {
            time.Changing = null;
            clock.DecayTime = TimeSpan.FromSeconds(5);
        };
        clock.Wake();
        Assert.Equal(TimeSpan.FromSeconds(0.2), time.Due);

        time.Changing = () =>
        {
            time.Changing = null;
            clock.DecayTime = Timeout.InfiniteTimeSpan;
        };
        time.Ring();
        Assert.Equal(Timeout.InfiniteTimeSpan, time.Due);
    }

    private static void Fill(BytePool pool) => Leases.ReturnAll(Leases.RentMany(pool, Count, 1));

    private static BytePool NewPool(PoolMode mode, TimeProvider time, TimeSpan decayTime)
    {
        BytePool pool = new(new BytePoolOptions
        {
            Mode = mode,
            MinSize = DecayingPool.BufferSize,
            MaxSize = DecayingPool.BufferSize,
            DecayTime = decayTime,
            TimeProvider = time,
            OnMisuse = static _ => { },
        });
        if (mode == PoolMode.Standard)
        {
            DecayingPool.SetPressure(pool, MemoryPressure.Low);
        }

        return pool;
    }

    /// <summary>A timer that fires on request.</summary>
    private sealed class OwnTime : TimeProvider, ITimer
    {
        private Action? _ring;

        internal int Sets { get; private set; }

        /// <summary>What it was set to last.</summary>
        internal TimeSpan Due { get; private set; } = Timeout.InfiniteTimeSpan;

        /// <summary>Called before it is set.</summary>
        internal Action? Changing { get; set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _ring = () => callback(state);
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Sets++;
            Changing?.Invoke();
            Due = dueTime;
            return true;
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        internal void Ring() => _ring!();
    }

    private sealed class TimeWithoutTimers : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => null!;
    }
}
