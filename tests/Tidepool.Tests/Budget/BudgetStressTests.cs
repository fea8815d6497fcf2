namespace Tidepool.Tests.Budget;

/// <summary>Thousands of callers wait, cancel, hold and return at the same time, while other threads rent without waiting and trim.</summary>
[Collection(Concurrency.RunsAlone.Name)]
[Trait("Requirement", "B5")]
public class BudgetStressTests
{
    private const int Callers = 100;
    private const int RentsEach = 400;

    /// <summary>Measures nothing: it only turns a hang into a failure.</summary>
    private static readonly TimeSpan s_watchdog = TimeSpan.FromMinutes(2);

    private enum Sizes
    {
        One,
        Mixed,
        MixedAndUnpooled,
    }

    [Theory]
    [InlineData(nameof(Sizes.One), PoolMode.Standard, 1)]
    [InlineData(nameof(Sizes.Mixed), PoolMode.Standard, 2)]
    [InlineData(nameof(Sizes.MixedAndUnpooled), PoolMode.Standard, 3)]
    [InlineData(nameof(Sizes.MixedAndUnpooled), PoolMode.Unpooled, 4)]
    public async Task RentAsync_TensOfThousandsOfWaiters_AllComeToAnEndWithinTheBudget(string sizes, PoolMode mode, int seed)
    {
        const int Budget = 2 * BudgetedPools.MaxSize;
        using BytePool pool = BudgetedPools.New(Budget, options =>
        {
            options.Mode = mode;
            options.DecayTime = TimeSpan.FromMilliseconds(100);
        });
        Traffic traffic = new(pool, Budget, Enum.Parse<Sizes>(sizes));
        using CancellationTokenSource ended = new();
        CancellationToken test = TestContext.Current.CancellationToken;
        Task disturbing = Task.Run(() => Concurrency.Crew.Run(
            $"{sizes}, {mode}, seed {seed}",
            failed => traffic.RentWithoutWaiting(new Random(-seed), ended.Token, failed),
            failed => traffic.Watch(ended.Token, failed)), test);

        Task calling =
            Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => traffic.CallAsync(new Random((seed * Callers) + caller)), test)));
        if (await Task.WhenAny(calling, Task.Delay(s_watchdog, test)) != calling)
        {
            Assert.Fail($"{sizes}, {mode}, seed {seed} hangs: {traffic} {Snapshots.Of(pool)}");
        }

        await calling;
        await ended.CancelAsync();
        await disturbing;

        BytePoolStatistics statistics = pool.GetStatistics();
        BudgetedPools.AssertQuiet(pool);
        Assert.Equal(traffic.Granted, statistics.Hits + statistics.Misses);
        Assert.Equal(traffic.Granted, statistics.Returned);
        Assert.Equal(Callers * RentsEach, traffic.GrantedByWaiting + traffic.Cancelled);
        Assert.InRange(statistics.Waits, traffic.SeenWaiting, Callers * RentsEach);
        Assert.InRange(traffic.SeenWaiting, Callers * RentsEach / 4, long.MaxValue);
        Assert.InRange(traffic.Cancelled, 1, Callers * RentsEach);
        Assert.Equal((0, 0), (statistics.Abandoned, statistics.UnpooledAbandoned));
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    [Fact]
    public async Task RentAsync_TenThousandInLineAtOnce_AllComeToAnEndWithinTheBudget()
    {
        const int Threads = 4;
        const int WaitersEach = 2_500;
        const int Buffers = 8;
        using BytePool pool = BudgetedPools.New(Buffers * BudgetedPools.Size);
        ByteLease[] held = BudgetedPools.RentMany(pool, Buffers);
        (Task<bool> Waiting, CancellationTokenSource Source)[] waiters = new (Task<bool>, CancellationTokenSource)[Threads * WaitersEach];
        Concurrency.Crew.Run("lining up", [.. Enumerable.Range(0, Threads).Select(thread => (Action<CancellationToken>)(_ =>
        {
            for (int i = thread * WaitersEach; i < (thread + 1) * WaitersEach; i++)
            {
                CancellationTokenSource source = new();
                waiters[i] = (UseAsync(pool, source.Token), source);
            }
        }))]);
        Assert.Equal(waiters.Length, pool.GetStatistics().Waiting);

        Task returning = Task.Run(() => BudgetedPools.ReturnAll(held), TestContext.Current.CancellationToken);
        Parallel.ForEach(waiters.Where(static (_, index) => index % 4 == 0), static waiter => waiter.Source.Cancel());
        await returning;
        bool[] served = await Task.WhenAll(waiters.Select(static waiter => waiter.Waiting)).WaitAsync(s_watchdog, TestContext.Current.CancellationToken);

        Assert.InRange(served.Count(static isServed => isServed), waiters.Length * 3 / 4, waiters.Length);
        Assert.All(waiters.Where(static (_, index) => index % 4 != 0), static waiter => Assert.True(waiter.Waiting.Result));
        Array.ForEach(waiters, static waiter => waiter.Source.Dispose());
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    /// <summary>Waits for a buffer, uses it and returns it.</summary>
    /// <returns>False if it was cancelled.</returns>
    private static async Task<bool> UseAsync(BytePool pool, CancellationToken cancellationToken)
    {
        try
        {
            using ByteLease lease = await pool.RentAsync(BudgetedPools.Size, cancellationToken);
            lease.Span.Fill(1);
            await Task.Yield();
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private sealed class Traffic
    {
        private readonly BytePool _pool;
        private readonly long _budget;
        private readonly Sizes _sizes;

        /// <summary>Increased after each grant and decreased before each return, so never more than what is out.</summary>
        private long _bytesOut;

        private long _granted;
        private long _grantedByWaiting;
        private long _cancelled;
        private long _seenWaiting;

        internal Traffic(BytePool pool, long budget, Sizes sizes)
        {
            _pool = pool;
            _budget = budget;
            _sizes = sizes;
            Func<int, bool, byte[]> allocate = pool.Engine.AllocateArray;
            pool.Engine.AllocateArray = (size, pinned) =>
            {
                AssertWithinBudget(Interlocked.Read(ref _bytesOut) + size);
                return allocate(size, pinned);
            };
        }

        internal long Granted => Interlocked.Read(ref _granted);

        internal long GrantedByWaiting => Interlocked.Read(ref _grantedByWaiting);

        internal long Cancelled => Interlocked.Read(ref _cancelled);

        internal long SeenWaiting => Interlocked.Read(ref _seenWaiting);

        public override string ToString() =>
            $"{Granted:N0} granted, {GrantedByWaiting:N0} of them by waiting, {Cancelled:N0} cancelled, {Interlocked.Read(ref _bytesOut):N0} bytes out.";

        internal async Task CallAsync(Random random)
        {
            for (int rent = 0; rent < RentsEach; rent++)
            {
                using CancellationTokenSource? source = random.Next(4) == 0 ? new CancellationTokenSource() : null;
                Task<ByteLease> renting = _pool.RentAsync(NextSize(random), source?.Token ?? CancellationToken.None).AsTask();
                Interlocked.Add(ref _seenWaiting, renting.IsCompleted ? 0 : 1);
                await YieldAsync(random.Next(4));
                if (source is not null)
                {
                    await source.CancelAsync();
                }

                try
                {
                    ByteLease lease = await renting;
                    Interlocked.Increment(ref _grantedByWaiting);
                    NoteGranted(lease);
                    await YieldAsync(random.Next(8));
                    Return(lease);
                }
                catch (OperationCanceledException) when (source is not null)
                {
                    Interlocked.Increment(ref _cancelled);
                }
            }
        }

        /// <summary>Mostly on the fast path, holding a few leases.</summary>
        internal void RentWithoutWaiting(Random random, CancellationToken ended, CancellationToken failed)
        {
            Queue<ByteLease> held = [];
            while (!ended.IsCancellationRequested && !failed.IsCancellationRequested)
            {
                if (_pool.TryRent(NextSize(random), out ByteLease lease))
                {
                    NoteGranted(lease);
                    held.Enqueue(lease);
                }

                while (held.Count > random.Next(4))
                {
                    Return(held.Dequeue());
                }
            }

            while (held.TryDequeue(out ByteLease lease))
            {
                Return(lease);
            }
        }

        internal void Watch(CancellationToken ended, CancellationToken failed)
        {
            for (int round = 0; !ended.IsCancellationRequested && !failed.IsCancellationRequested; round++)
            {
                BytePoolStatistics statistics = _pool.GetStatistics();
                AssertWithinBudget(statistics.PeakBytesRented);
                if (_sizes == Sizes.One)
                {
                    // Buckets are read one after the other, so the sum is that of one moment only if there is one bucket.
                    AssertWithinBudget(statistics.BytesHeld);
                }

                if (round % 16 == 0)
                {
                    _pool.Trim();
                }

                Thread.Yield();
            }
        }

        private static async Task YieldAsync(int times)
        {
            for (int time = 0; time < times; time++)
            {
                await Task.Yield();
            }
        }

        private int NextSize(Random random) => _sizes switch
        {
            Sizes.One => 16 * 1_024,
            Sizes.Mixed => random.Next(BudgetedPools.MaxSize >> random.Next(10)),
            _ => random.Next((2 * BudgetedPools.MaxSize) >> random.Next(10)),
        };

        private void NoteGranted(ByteLease lease)
        {
            Interlocked.Increment(ref _granted);
            AssertWithinBudget(Interlocked.Add(ref _bytesOut, lease.Capacity));
        }

        private void Return(ByteLease lease)
        {
            Interlocked.Add(ref _bytesOut, -lease.Capacity);
            lease.Return();
        }

        private void AssertWithinBudget(long bytes) => Assert.True(bytes <= _budget, $"{bytes:N0} bytes at once, in a budget of {_budget:N0}.");
    }
}
