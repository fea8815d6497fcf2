namespace Tidepool.Tests.Concurrency;

/// <summary>While no thread rents or returns, the shared stack, residents and batches together have no more idle buffers than the cap allows.</summary>
[Collection(RunsAlone.Name)]
[Trait("Requirement", "S1")]
[Trait("Requirement", "B4")]
public class CapTests
{
    private const int Size = 1_024;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(300)]
    public void Return_OfMoreThanTheCap_KeepsAsManyAsMayBe(int cap)
    {
        using BytePool pool = NewPool(cap);
        for (int round = 0; round < 3; round++)
        {
            Leases.ReturnAll(Leases.RentMany(pool, cap + 100, Size));
            Assert.Equal(cap, pool.GetStatistics().Idle);
            Assert.Equal((round + 1) * 100, pool.GetStatistics().Discarded);
        }
    }

    /// <summary>The first thread's batch still counts once more threads have batches.</summary>
    [Theory]
    [InlineData(64, 2)]
    [InlineData(64, 20)]
    [InlineData(200, 3)]
    [InlineData(200, 60)]
    [InlineData(16, 5)]
    public void Return_ByMoreAndMoreThreads_KeepsNoMoreThanTheCap(int cap, int threads)
    {
        using BytePool pool = NewPool(cap);
        List<Colleague> crew = [];
        ByteLease[] leases = Leases.RentMany(pool, cap + 200, Size);
        int returned = 0;
        while (returned < leases.Length)
        {
            if (crew.Count < threads)
            {
                crew.Add(new Colleague());
            }

            int first = returned;
            int next = Math.Min(leases.Length, first + 20);
            crew[returned / 20 % crew.Count].Do(() => Leases.ReturnAll(leases.AsSpan(first..next)));
            returned = next;
            Assert.Equal(Math.Min(returned, cap), pool.GetStatistics().Idle);
        }

        Assert.Equal((cap, 200), (pool.GetStatistics().Idle, pool.GetStatistics().Discarded));
        crew.ForEach(static colleague => colleague.Dispose());

        // An ended thread's share is available to the others again.
        Leases.ReturnAll(Leases.RentMany(pool, cap + 1, Size));
        Assert.Equal(cap, pool.GetStatistics().Idle);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 5)]
    [InlineData(64, 64)]
    [InlineData(100, 64)]
    public void Return_ByOthersWhileTheThreadsResidentsAreOut_DemotesThoseFirst(int cap, int residents)
    {
        using BytePool pool = NewPool(cap);
        using Colleague other = new();
        Residency.Earn(pool, Size, residents);
        ByteLease[] out1 = Leases.RentMany(pool, residents, Size);
        Assert.All(out1, static lease => Assert.True(Residency.IsResident(lease)));

        // As many buffers as may be idle come back while the residents are out: these lose their places.
        other.Do(() => Leases.ReturnAll(Leases.RentMany(pool, cap, Size)));
        Assert.Equal(cap, pool.GetStatistics().Idle);
        Leases.ReturnAll(out1);
        Assert.Equal(cap, pool.GetStatistics().Idle);
        Books.AssertAddUp(pool.GetStatistics(), cap);
    }

    /// <summary>Threads that at times work alone, which earns them residents, and at times return what others rented.</summary>
    /// <param name="threads">The number of threads.</param>
    /// <param name="cap">The most buffers that may be idle.</param>
    /// <param name="most">The most leases that a thread has out.</param>
    /// <param name="seed">Determines what each thread does.</param>
    [Theory]
    [Trait("Requirement", "S3")]
    [InlineData(2, 3, 4, 1)]
    [InlineData(3, 8, 8, 2)]
    [InlineData(4, 16, 12, 3)]
    [InlineData(4, 40, 30, 4)]
    [InlineData(3, 128, 100, 5)]
    public void RentAndReturn_ByThreadsThatEarnAndShare_LeavesNoMoreThanTheCap(int threads, int cap, int most, int seed)
    {
        using BytePool pool = NewPool(cap);
        MixedWork work = new(pool, Size, most);
        for (int round = 0; round < 10; round++)
        {
            Crew.Run(
                $"threads {threads}, cap {cap}, most {most}, seed {seed}, round {round}",
                [.. Enumerable.Range(0, threads)
                    .Select(self => (Action<CancellationToken>)(failed => work.Do(new Random(HashCode.Combine(seed, round, self)), failed)))]);
            work.ReturnPassed();
            Books.AssertAllReturned(pool.GetStatistics(), work.Rents, cap);
        }
    }

    private static BytePool NewPool(int cap) => new(new BytePoolOptions
    {
        MinSize = Size,
        MaxSize = Size,
        MaxBuffersPerBucket = cap,
        MaxIdleBytesPerBucket = null,
        LeakSamplingInterval = 0,
        DecayTime = Timeout.InfiniteTimeSpan,
    });
}
