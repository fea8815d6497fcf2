namespace Tidepool.Tests.Concurrency;

/// <summary>A cap that is changed while threads have residents and batches: these count too, and are given up.</summary>
[Collection(RunsAlone.Name)]
[Trait("Requirement", "S1")]
[Trait("Requirement", "B4")]
public class ChangedCapOfThreadsTests
{
    private const int Size = 1_024;
    private const int Ample = 400;
    private const int Residents = 20;

    /// <summary>Enough for every thread to have some in its batch.</summary>
    private const int Idle = 200;

    public static TheoryData<int> Caps => [300, 200, 199, 180, 100, 37, 20, 19, 5, 1, 0];

    [Theory]
    [MemberData(nameof(Caps))]
    public void Cap_Lowered_GivesUpWhatIsBeyondIt_WhereverItLies(int cap)
    {
        using BytePool pool = NewPool(Ample);
        using Colleague other = new();
        long rents = Spread(pool, other);
        pool.MaxBuffersPerBucket = cap;
        Books.AssertAllReturned(pool.GetStatistics(), rents, cap);
        Assert.Equal(Math.Min(cap, Idle), pool.GetStatistics().Idle);
        Assert.Equal(Idle - Math.Min(cap, Idle), pool.GetStatistics().Trimmed);
        GoOn(pool, other, cap, rents);
    }

    /// <summary>Residents that are out occupy empty places, which are given up before any idle buffer.</summary>
    [Theory]
    [MemberData(nameof(Caps))]
    public void Cap_LoweredWhileResidentsAreOut_GivesUpTheirPlacesFirst(int cap)
    {
        using BytePool pool = NewPool(Ample);
        using Colleague other = new();
        long rents = Spread(pool, other);
        ByteLease[] held = Leases.RentMany(pool, Residents, Size);
        Assert.All(held, static lease => Assert.True(Residency.IsResident(lease)));
        pool.MaxBuffersPerBucket = cap;
        Assert.Equal(Math.Min(cap, Idle - Residents), pool.GetStatistics().Idle);
        Books.AssertAddUp(pool.GetStatistics(), cap);

        foreach (ByteLease lease in held)
        {
            lease.Span.Fill(1);
            lease.Return();
            Assert.Throws<BufferAlreadyReturnedException>(lease.Return);
        }

        Assert.Equal(Math.Min(cap, Idle), pool.GetStatistics().Idle);
        GoOn(pool, other, cap, rents + Residents);
    }

    /// <summary>A cap below the residents drops no more than the idle buffers beyond it.</summary>
    [Theory]
    [InlineData(0, 19)]
    [InlineData(0, 7)]
    [InlineData(10, 19)]
    [InlineData(10, 12)]
    [InlineData(10, 10)]
    [InlineData(10, 3)]
    [InlineData(19, 1)]
    public void Cap_LoweredBelowTheResidents_KeepsAsManyIdleAsItAllows(int held, int cap)
    {
        using BytePool pool = NewPool(Ample);
        Residency.Earn(pool, Size, Residents);
        ByteLease[] leases = Leases.RentMany(pool, held, Size);
        pool.MaxBuffersPerBucket = cap;
        Assert.Equal(Math.Min(cap, Residents - held), pool.GetStatistics().Idle);
        Leases.ReturnAll(leases);
        Assert.Equal(cap, pool.GetStatistics().Idle);
    }

    /// <summary>At its cap, a size class allows no batches. With a higher cap it allows them again, and threads earn residents again.</summary>
    [Fact]
    [Trait("Requirement", "N5")]
    public void Cap_RaisedAgain_LetsThreadsHaveBuffersAtHandAgain()
    {
        using BytePool pool = NewPool(Ample);
        using Colleague other = new();
        Spread(pool, other);
        Assert.NotEqual(0, CapacityOf(pool));
        pool.MaxBuffersPerBucket = 10;
        Assert.Equal(0, CapacityOf(pool));
        Leases.ReturnAll(Leases.RentMany(pool, Idle, Size));
        Assert.Equal(0, CapacityOf(pool));
        pool.MaxBuffersPerBucket = Ample;
        Leases.ReturnAll(Leases.RentMany(pool, Idle, Size));
        Assert.NotEqual(0, CapacityOf(pool));
        pool.Trim();
        Residency.Earn(pool, Size, Residents);
    }

    /// <summary>Once a caller has waited, every return must be noticed, whatever the cap.</summary>
    [Fact]
    [Trait("Requirement", "B5")]
    public async Task Cap_RaisedAfterSomebodyWaited_LetsThreadsHaveNothingAtHand()
    {
        using BytePool pool = NewPool(Ample, budget: Idle * Size);
        using Colleague other = new();
        ByteLease[] held = Leases.RentMany(pool, Idle, Size);
        ValueTask<ByteLease> waiting = pool.RentAsync(Size, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        pool.MaxBuffersPerBucket = 2 * Ample;
        other.Do(() => Leases.ReturnAll(held));
        (await waiting.AsTask().WaitAsync(Watchdog.Limit, TestContext.Current.CancellationToken)).Return();
        pool.MaxBuffersPerBucket = 3 * Ample;
        Leases.ReturnAll(Leases.RentMany(pool, Idle, Size));
        Assert.Equal(0, CapacityOf(pool));
    }

    /// <summary>Threads that at times work alone, which earns them residents, and at times return what others rented,
    /// while another thread changes the cap.</summary>
    /// <param name="threads">The number of threads that rent.</param>
    /// <param name="most">The most leases that a thread has out.</param>
    /// <param name="highest">The highest cap.</param>
    /// <param name="seed">Determines what each thread does.</param>
    [Theory]
    [Trait("Requirement", "S3")]
    [InlineData(2, 4, 8, 1)]
    [InlineData(3, 12, 100, 2)]
    [InlineData(3, 60, 400, 3)]
    public void Cap_ChangedInTheMiddleOfTraffic_HoldsWhenItIsQuiet(int threads, int most, int highest, int seed)
    {
        using BytePool pool = NewPool(highest);
        MixedWork work = new(pool, Size, most);
        for (int round = 0; round < 10; round++)
        {
            int working = threads;
            Action<CancellationToken>[] jobs =
                [.. Enumerable.Range(0, threads).Select(self => (Action<CancellationToken>)(failed => Work(self, failed))), Change];
            Crew.Run($"threads {threads}, most {most}, highest {highest}, seed {seed}, round {round}", jobs);
            work.ReturnPassed();
            Books.AssertAllReturned(pool.GetStatistics(), work.Rents, pool.MaxBuffersPerBucket);

            void Work(int self, CancellationToken failed)
            {
                work.Do(new Random(HashCode.Combine(seed, round, self)), failed);
                Interlocked.Decrement(ref working);
            }

            void Change(CancellationToken failed)
            {
                Random random = new(HashCode.Combine(seed, round));
                while (Volatile.Read(ref working) > 0)
                {
                    failed.ThrowIfCancellationRequested();
                    pool.MaxBuffersPerBucket = random.Next(3) == 0 ? highest : random.Next(highest);
                    Thread.SpinWait(random.Next(2_000));
                }

                pool.MaxBuffersPerBucket = random.Next(highest);
            }
        }
    }

    /// <summary>Leaves idle: residents of this thread, the batches of two threads, and the rest on the shared stack.</summary>
    /// <returns>The number of rents.</returns>
    private static long Spread(BytePool pool, Colleague other)
    {
        Residency.Earn(pool, Size, Residents);
        ByteLease[] leases = Leases.RentMany(pool, Idle, Size);
        Leases.ReturnAll(leases.AsSpan(0, Idle / 2));
        other.Do(() => Leases.ReturnAll(leases.AsSpan(Idle / 2)));
        Assert.Equal(Idle, pool.GetStatistics().Idle);
        return pool.GetStatistics().Hits + pool.GetStatistics().Misses;
    }

    /// <summary>The pool still serves both threads, and keeps as many buffers as the cap allows.</summary>
    private static void GoOn(BytePool pool, Colleague other, int cap, long rents)
    {
        other.Do(() => Leases.ReturnAll(Leases.RentMany(pool, Ample, Size)));
        Leases.ReturnAll(Leases.RentMany(pool, Ample, Size));
        Books.AssertAllReturned(pool.GetStatistics(), rents + (2 * Ample), cap);
        Assert.Equal(cap, pool.GetStatistics().Idle);
    }

    /// <summary>How many slots each thread's batch may hold.</summary>
    private static int CapacityOf(BytePool pool)
    {
        using ByteLease lease = pool.Rent(Size);
        return lease.Slot!.Bucket.BatchCapacity;
    }

    private static BytePool NewPool(int cap, long? budget = null) => new(new BytePoolOptions
    {
        MinSize = Size,
        MaxSize = Size,
        MaxBuffersPerBucket = cap,
        MaxIdleBytesPerBucket = null,
        MaxTotalBytes = budget,
        LeakSamplingInterval = 0,
        DecayTime = Timeout.InfiniteTimeSpan,
    });
}
