using System.Runtime.CompilerServices;
using Tidepool.Engines;
using Tidepool.Decay;
using Tidepool.Tests.Concurrency;

namespace Tidepool.Tests.Decay;

[Collection(RunsAlone.Name)]
[Trait("Requirement", "B7")]
public class DecayClockTests
{
    [Fact]
    public void Clock_OfAPoolWithoutBuffers_Sleeps_AndWakesAtEachCreation()
    {
        WatchedTime time = new();
        using BytePool pool = DecayingPool.New(time);
        Assert.Equal((1, 0), (time.Created, time.Armed));
        for (int round = 0; round < 5; round++)
        {
            ByteLease lease = pool.Rent(1);
            Assert.Equal(1, time.Armed);

            // What is out may become idle: the clock keeps running.
            DecayingPool.PassSteps(time, 50);
            Assert.Equal(1, time.Armed);
            lease.Return();
            DecayingPool.PassSteps(time, DecayingPool.StepsToNothing);
            Assert.Equal(0, pool.GetStatistics().Idle);
            Assert.Equal(0, time.Armed);
            time.Advance(TimeSpan.FromDays(1));
            Assert.Equal(0, time.Armed);
        }

        Assert.Equal((1, 5), (time.Created, pool.GetStatistics().Trimmed));
    }

    [Fact]
    public void Clock_AfterTrim_SleepsAtTheNextStep()
    {
        WatchedTime time = new();
        using BytePool pool = DecayingPool.New(time);
        pool.Rent(1).Return();
        pool.Trim();
        time.Advance(DecayingPool.Step);
        Assert.Equal(0, time.Armed);
        pool.Rent(1).Return();
        Assert.Equal(1, time.Armed);
        DecayingPool.PassSteps(time, DecayingPool.StepsToNothing);
        Assert.Equal((0, 0), (pool.GetStatistics().Idle, time.Armed));
    }

    [Fact]
    public void Clock_OfAnInfiniteDecayTimeOrAnUnpooledPool_DoesNotExist()
    {
        WatchedTime time = new();
        using BytePool lasting = new(new BytePoolOptions { DecayTime = Timeout.InfiniteTimeSpan, TimeProvider = time });
        using BytePool unpooled = new(new BytePoolOptions { Mode = PoolMode.Unpooled, TimeProvider = time });
        lasting.Rent(1).Return();
        unpooled.Rent(1).Return();
        Assert.Equal(0, time.Created);
    }

    [Fact]
    public void Clock_BeyondMaxSize_IsNotWokenByBuffersThatAreNeverIdle()
    {
        WatchedTime time = new();
        using BytePool pool = DecayingPool.New(time);
        pool.Rent(DecayingPool.BufferSize + 1).Return();
        Assert.Equal(0, time.Armed);
    }

    [Fact]
    public void Dispose_StopsTheClock_ForGood()
    {
        WatchedTime time = new();
        BytePool pool = DecayingPool.New(time);
        ByteLease held = pool.Rent(1);
        pool.Rent(1).Return();
        Assert.Equal(1, time.Armed);
        pool.Dispose();
        Assert.Equal(0, time.Armed);
        time.Advance(TimeSpan.FromDays(1));
        held.Return();
        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, time.Armed);
        Assert.Equal(0, pool.GetStatistics().BytesHeld);
    }

    [Fact]
    public void Clock_OfADroppedPool_StopsAndHoldsNothing()
    {
        WatchedTime time = new();
        WeakReference engine = UseAndDrop(time);
        Assert.Equal(1, time.Armed);
        Assert.True(Collector.SettleUntil(() => time.Armed == 0), "The pool's finalizer stops its clock.");
        Assert.True(Collector.SettleUntil(() => !engine.IsAlive), "Nothing holds a dropped pool's engine.");
        GC.KeepAlive(time);
    }

    /// <summary>The clock goes to sleep on one thread while another creates a buffer.</summary>
    [Fact]
    public void Clock_FallingAsleepWhileABufferIsCreated_IsAwakeAfterwards()
    {
        const int Rounds = 20_000;
        const int End = -1;
        WatchedTime time = new();

        // Many size classes, so that a step takes long enough for a rent to overlap it.
        using BytePool pool = new(new BytePoolOptions { TimeProvider = time });
        int asked = 0;
        int done = 0;
        Crew.Run(
            "falling asleep",
            failed =>
            {
                Random random = new(1);
                Effort effort = new(Rounds);
                for (int round = 1; effort.Goes(); round++)
                {
                    // The pool is empty and its clock about to find out.
                    pool.Rent(1).Return();
                    pool.Trim();
                    Assert.Equal(1, time.Armed);
                    Volatile.Write(ref asked, round);
                    Thread.SpinWait(random.Next(200));
                    ByteLease lease = pool.Rent(1);
                    Crew.SpinUntil(() => Volatile.Read(ref done) == round, failed);
                    Assert.Equal(1, time.Armed);
                    lease.Return();
                    effort.Spend();
                }

                Volatile.Write(ref asked, End);
            },
            failed =>
            {
                for (int round = 1; ; round++)
                {
                    int last = round - 1;
                    Crew.SpinUntil(() => Volatile.Read(ref asked) != last, failed);
                    if (Volatile.Read(ref asked) == End)
                    {
                        return;
                    }

                    time.Advance(DecayingPool.Step);
                    Volatile.Write(ref done, round);
                }
            });
    }

    /// <summary>An application's own timer may fail when it is set: that affects neither a rent that has succeeded nor the thread that fires it.</summary>
    [Theory]
    [InlineData(PoolMode.Standard)]
    [InlineData(PoolMode.Checked)]
    [Trait("Requirement", "B10")]
    public void Clock_ThatCannotBeSet_FailsNoRent_AndIsTriedAgain(PoolMode mode)
    {
        using UnsettableTime time = new();
        using BytePool pool = new(new BytePoolOptions { Mode = mode, TimeProvider = time });
        ByteLease[] leases = [.. Enumerable.Range(0, 3).Select(_ => pool.Rent(1_000))];
        Assert.Equal(3, time.Tries);
        time.Ring();
        Assert.Equal(4, time.Tries);
        Array.ForEach(leases, static lease => lease.Return());
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    [Fact]
    [Trait("Requirement", "B10")]
    public void Step_WithoutMemory_AndAClockThatCannotBeSetEither_EndsNothing()
    {
        using UnsettableTime time = new();
        BytePoolOptions options = new() { TimeProvider = time };
        using DecayClock clock = DecayClock.For(
            options,
            static _ => FailingAllocation.Fail(0, false).Length > 0,
            static () => 0,
            static () => MemoryPressure.Low);
        time.Ring();
        Assert.Equal(1, time.Tries);
        clock.Wake();
        Assert.Equal(2, time.Tries);
    }

    private sealed class UnsettableTime : TimeProvider, ITimer
    {
        private Action? _ring;

        internal int Tries { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _ring = () => callback(state);
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Tries++;
            throw new NotSupportedException("set");
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        internal void Ring() => _ring!();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference UseAndDrop(WatchedTime time)
    {
#pragma warning disable CA2000 // Dropped without Dispose: that is what is tested.
        BytePool pool = DecayingPool.New(time);
#pragma warning restore CA2000
        pool.Rent(1).Return();
        time.Advance(DecayingPool.Step);
        PoolEngine engine = pool.Engine;
        return new WeakReference(engine);
    }
}
