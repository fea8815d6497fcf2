namespace Tidepool.Tests.Concurrency;

/// <summary>The clock may be the application's code: no thread reads it while holding a lock of the pool.</summary>
[Trait("Requirement", "S3")]
[Trait("Requirement", "B7")]
public class ClockOutsideLocksTests
{
    private const int Size = 1_024;

    [Theory]
    [InlineData(PoolMode.Checked, PoolMode.Standard)]
    [InlineData(PoolMode.Guarded, PoolMode.Standard)]
    [InlineData(PoolMode.Standard, PoolMode.Checked)]
    public void Rent_OfATrackedBuffer_AsksOutside(PoolMode mode, PoolMode sampledMode)
    {
        LockWatchingTime time = new();
        using BytePool pool =
            new(new BytePoolOptions { Mode = mode, SampledMode = sampledMode, SampledModeInterval = 1, QuarantineLength = 0, TimeProvider = time });
        ByteLease lease = pool.Rent(Size);
        time.Watched = Interruption.LockOf(lease.Slot!);
        lease.Return();
        for (int rent = 0; rent < 3; rent++)
        {
            ByteLease first = pool.Rent(Size);
            pool.Rent(Size).Return();
            first.Return();
        }

        Assert.True(time.Asked > 6);
        Assert.Equal(0, time.AskedUnderLock);
    }

    /// <summary>Each rent records its time.</summary>
    [Fact]
    public void Rent_ThatIsSampled_AsksOutside()
    {
        LockWatchingTime time = new();
        using BytePool pool = new(new BytePoolOptions { MinSize = Size, MaxSize = Size, MaxBuffersPerBucket = 1,
            DecayTime = Timeout.InfiniteTimeSpan, LeakSamplingInterval = 1, TimeProvider = time });
        ByteLease lease = pool.Rent(Size);
        time.Watched = Interruption.LockOf(lease.Slot!);
        int asked = time.Asked;
        Leases.ReturnAll(lease, pool.Rent(Size));
        for (int rent = 0; rent < 2 * Residency.RentsToEarn; rent++)
        {
            pool.Rent(Size).Return();
        }

        Assert.Equal(1, pool.GetStatistics().Discarded);
        Assert.InRange(time.Asked - asked, Residency.RentsToEarn, int.MaxValue);
        Assert.Equal(0, time.AskedUnderLock);
    }

    /// <summary>A report says how long ago the rent was, so the clock is read while the report is written; this clock's timers fire then, many times.</summary>
    [Fact]
    [Trait("Requirement", "B2")]
    public void Report_ThatRingsTheClock_IsToldOnce()
    {
        List<MisuseReport> reports = [];
        RingingTime time = new();
        using BytePool pool = new(new BytePoolOptions { Mode = PoolMode.Checked, QuarantineLength = 0, TimeProvider = time, OnMisuse = reports.Add });
        ByteLease lease = pool.Rent(Size);
        Span<byte> span = lease.Span;
        lease.Return();
        span[0] = 1;
        time.ReadsUntilRing = 2;
        pool.Rent(Size).Return();
        Assert.Equal(MisuseKind.WrittenAfterReturn, Assert.Single(reports).Kind);
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    private sealed class RingingTime : TimeProvider
    {
        private readonly List<Action> _rings = [];

        /// <summary>The number of reads until the timers fire.</summary>
        internal int ReadsUntilRing { get; set; }

        public override long GetTimestamp()
        {
            if (--ReadsUntilRing == 0)
            {
                for (int step = 0; step < 50; step++)
                {
                    _rings.ForEach(static ring => ring());
                }
            }

            return base.GetTimestamp();
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _rings.Add(() => callback(state));
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }

    private sealed class LockWatchingTime : TimeProvider
    {
        internal Lock? Watched { get; set; }

        internal int Asked { get; private set; }

        internal int AskedUnderLock { get; private set; }

        public override long GetTimestamp()
        {
            Asked++;
            AskedUnderLock += Watched is { IsHeldByCurrentThread: true } ? 1 : 0;
            return base.GetTimestamp();
        }
    }
}
