using Tidepool.Tests.Concurrency;

namespace Tidepool.Tests.Budget;

/// <summary>The caps on idle buffers, changed while the pool runs.</summary>
[Trait("Requirement", "B4")]
public class ChangedCapTests
{
    private const int Size = 1_024;

    public static TheoryData<PoolMode> Modes => [.. Enum.GetValues<PoolMode>()];

    public static TheoryData<PoolMode> ModesThatKeep => [PoolMode.Standard, PoolMode.Checked, PoolMode.Guarded];

    [Theory]
    [MemberData(nameof(Modes))]
    public void MaxBuffers_LoweredAndRaised_BoundsWhatIsIdle(PoolMode mode)
    {
        using BytePool pool = NewPool(mode, cap: 20);
        int rents = 0;
        foreach (int cap in (int[])[20, 4, 12, 0, 1, 30, 3, 3])
        {
            long idle = pool.GetStatistics().Idle;
            pool.MaxBuffersPerBucket = cap;
            Assert.Equal(cap, pool.MaxBuffersPerBucket);
            Assert.Equal(Math.Min(idle, cap), pool.GetStatistics().Idle);
            RentAndReturn(pool, 40);
            rents += 40;
            Assert.Equal(mode == PoolMode.Unpooled ? 0 : cap, pool.GetStatistics().Idle);
        }

        if (mode == PoolMode.Unpooled)
        {
            Snapshots.AssertAddsUp(pool.GetStatistics());
            return;
        }

        // Trimmed at once: 16, then 12, then 27. The other buffers that are gone came back to a full bucket.
        Books.AssertAllReturned(pool.GetStatistics(), rents, 3);
        Assert.Equal(16 + 12 + 27, pool.GetStatistics().Trimmed);
    }

    [Theory]
    [MemberData(nameof(ModesThatKeep))]
    public void MaxIdleBytes_LoweredAndRaised_BoundsWhatIsIdleOfEachSize(PoolMode mode)
    {
        using BytePool pool = NewPool(mode, cap: 10, largest: 4 * Size);
        AssertIdle(10, 10, 10);
        Change(4 * Size);
        AssertIdle(4, 2, 1);

        // At least one buffer, as at construction.
        Change(1);
        AssertIdle(1, 1, 1);
        Change(16 * Size);
        AssertIdle(10, 8, 4);

        // The other cap still holds.
        pool.MaxBuffersPerBucket = 3;
        AssertIdle(3, 3, 3);
        Change(null);
        AssertIdle(3, 3, 3);
        pool.MaxBuffersPerBucket = 10;
        AssertIdle(10, 10, 10);
        Snapshots.AssertAddsUp(pool.GetStatistics());

        void Change(long? bytes)
        {
            pool.MaxIdleBytesPerBucket = bytes;
            Assert.Equal(bytes, pool.MaxIdleBytesPerBucket);
            Assert.All(pool.GetStatistics().Buckets, bucket => Assert.InRange(bucket.Idle * bucket.Size, 0, Math.Max(bytes ?? long.MaxValue, bucket.Size)));
        }

        void AssertIdle(params int[] idle)
        {
            foreach (int size in (int[])[Size, 2 * Size, 4 * Size])
            {
                BudgetedPools.ReturnAll(BudgetedPools.RentMany(pool, 12, size));
            }

            Assert.Equal(idle, pool.GetStatistics().Buckets.Select(static bucket => (int)bucket.Idle));
        }
    }

    /// <summary>The tracked buffers of sampled rents count as idle buffers too.</summary>
    [Fact]
    public void MaxBuffers_Lowered_BoundsWhatSampledRentsLeftIdle()
    {
        using BytePool pool = new(new BytePoolOptions { SampledMode = PoolMode.Checked, SampledModeInterval = 1, DecayTime = Timeout.InfiniteTimeSpan });
        BudgetedPools.ReturnAll(BudgetedPools.RentMany(pool, 20, Size));
        Assert.InRange(pool.GetStatistics().Idle, 20, 40);
        pool.MaxBuffersPerBucket = 0;
        Assert.Equal(0, pool.GetStatistics().BytesHeld);
        BudgetedPools.ReturnAll(BudgetedPools.RentMany(pool, 20, Size));
        Assert.Equal(0, pool.GetStatistics().BytesHeld);
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    /// <summary>Quarantined buffers are checked before they are dropped, and an exception of the callback propagates once all are dropped.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [Trait("Requirement", "S13")]
    public void MaxBuffers_Lowered_TellsWhatWasWrongWithThoseThatGo(int quarantine)
    {
        List<MisuseKind> kinds = [];
        using BytePool pool = new(new BytePoolOptions
        {
            Mode = PoolMode.Checked,
            QuarantineLength = quarantine,
            OnMisuse = report =>
            {
                kinds.Add(report.Kind);
                throw new NotSupportedException("from the callback");
            },
        });
        ByteLease[] leases = BudgetedPools.RentMany(pool, 4, Size);
        Span<byte> last = leases[3].Span;
        BudgetedPools.ReturnAll(leases);
        last[0]++;
        Assert.Throws<NotSupportedException>(() => pool.MaxBuffersPerBucket = 0);
        Assert.Equal([MisuseKind.WrittenAfterReturn], kinds);
        Assert.Equal((0, 0), (pool.GetStatistics().BytesHeld, pool.MaxBuffersPerBucket));
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    /// <summary>Returns continue while the cap changes, and no buffer is lent twice.</summary>
    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Requirement", "S3")]
    public void Caps_ChangedWhileThreadsRent_HoldAtTheEnd(PoolMode mode)
    {
        using BytePool pool = NewPool(mode, cap: 8);
        Crew.Run(
            $"caps that change, {mode}",
            [.. Enumerable.Range(0, 4).Select(self => (Action<CancellationToken>)(failed => Work(self, new Random(self), failed)))]);
        pool.MaxIdleBytesPerBucket = null;
        pool.MaxBuffersPerBucket = 3;
        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Equal(0, statistics.Rented);
        Assert.InRange(statistics.Idle, 0, 3);
        Snapshots.AssertAddsUp(statistics);
        RentAndReturn(pool, 5);
        Assert.Equal(mode == PoolMode.Unpooled ? 0 : 3, pool.GetStatistics().Idle);

        void Work(int self, Random random, CancellationToken failed)
        {
            for (int round = 0; round < 300; round++)
            {
                failed.ThrowIfCancellationRequested();
                switch (self)
                {
                    case 0:
                        pool.MaxBuffersPerBucket = random.Next(10);
                        break;
                    case 1:
                        pool.MaxIdleBytesPerBucket = random.Next(1, 10) * Size;
                        break;
                    default:
                        ByteLease[] leases = BudgetedPools.RentMany(pool, random.Next(12), Size);
                        Assert.All(leases, lease => lease.Span.Fill((byte)self));
                        Assert.All(leases, lease => Assert.False(lease.Span.ContainsAnyExcept((byte)self)));
                        BudgetedPools.ReturnAll(leases);
                        break;
                }
            }
        }
    }

    /// <summary>However the two calls overlap, a disposed pool keeps nothing.</summary>
    [Theory]
    [MemberData(nameof(ModesThatKeep))]
    public void MaxBuffers_RaisedWhileThePoolIsDisposed_KeepsNothing(PoolMode mode)
    {
        for (int round = 0; round < 50; round++)
        {
            using BytePool pool = NewPool(mode, cap: 1);
            ByteLease[] leases = BudgetedPools.RentMany(pool, 8, Size);
            Crew.Run(
                $"raised and disposed, {mode}",
                _ =>
                {
                    for (int cap = 2; cap < 100; cap++)
                    {
                        try
                        {
                            pool.MaxBuffersPerBucket = cap;
                        }
                        catch (ObjectDisposedException)
                        {
                            break;
                        }
                    }
                },
                _ => pool.Dispose());
            BudgetedPools.ReturnAll(leases);
            Assert.Equal(0, pool.GetStatistics().BytesHeld);
        }
    }

    [Fact]
    [Trait("Requirement", "B10")]
    public void Limits_OutOfTheirRange_AreRefusedByNameAndNothingChanges()
    {
        using BytePool pool = NewPool(PoolMode.Standard, cap: 5);
        pool.MaxIdleBytesPerBucket = 5_000;
        AssertRefused(() => pool.MaxBuffersPerBucket = -1, -1, "MaxBuffersPerBucket must be 0 (keep none) or more.");
        AssertRefused(() => pool.MaxBuffersPerBucket = int.MinValue, int.MinValue, "MaxBuffersPerBucket must be 0 (keep none) or more.");
        AssertRefused(() => pool.MaxIdleBytesPerBucket = 0, 0L, "MaxIdleBytesPerBucket must be at least 1, or null for no limit.");
        AssertRefused(() => pool.MaxIdleBytesPerBucket = -1, -1L, "MaxIdleBytesPerBucket must be at least 1, or null for no limit.");
        TimeSpan[] wrong = [TimeSpan.Zero, TimeSpan.FromMilliseconds(99), TimeSpan.FromDays(31), TimeSpan.FromMilliseconds(-2), TimeSpan.MaxValue];
        foreach (TimeSpan time in wrong)
        {
            AssertRefused(
                () => pool.DecayTime = time,
                time,
                "DecayTime must be 00:00:00.1000000 to 30.00:00:00, or Timeout.InfiniteTimeSpan to keep idle buffers indefinitely.");
        }

        Assert.Equal((5, 5_000L, Timeout.InfiniteTimeSpan), (pool.MaxBuffersPerBucket, pool.MaxIdleBytesPerBucket, pool.DecayTime));
        pool.MaxBuffersPerBucket = int.MaxValue;
        pool.MaxIdleBytesPerBucket = long.MaxValue;
        RentAndReturn(pool, 10);
        Assert.Equal(10, pool.GetStatistics().Idle);

        static void AssertRefused(Action set, object asked, string message)
        {
            ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>("value", set);
            Assert.Equal(asked, error.ActualValue);
            Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Requirement", "B10")]
    public void Limits_OfADisposedPool_CanBeReadAndNotSet(PoolMode mode)
    {
        BytePool pool = NewPool(mode, cap: 5);
        pool.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pool.MaxBuffersPerBucket = 6);
        Assert.Throws<ObjectDisposedException>(() => pool.MaxIdleBytesPerBucket = 6);
        Assert.Throws<ObjectDisposedException>(() => pool.MaxTotalBytes = 1_000_000);
        Assert.Throws<ObjectDisposedException>(() => pool.DecayTime = TimeSpan.FromSeconds(6));
        Assert.Equal((5, null), (pool.MaxBuffersPerBucket, pool.MaxIdleBytesPerBucket));
        Assert.Equal((null, Timeout.InfiniteTimeSpan), (pool.MaxTotalBytes, pool.DecayTime));
    }

    private static void RentAndReturn(BytePool pool, int count) => BudgetedPools.ReturnAll(BudgetedPools.RentMany(pool, count, Size));

    private static BytePool NewPool(PoolMode mode, int cap, int largest = Size) => new(new BytePoolOptions
    {
        Mode = mode,
        MinSize = Size,
        MaxSize = largest,
        MaxBuffersPerBucket = cap,
        MaxIdleBytesPerBucket = null,
        QuarantineLength = 2,
        LeakSamplingInterval = 0,
        OnMisuse = static _ => { },
        DecayTime = Timeout.InfiniteTimeSpan,
    });
}
