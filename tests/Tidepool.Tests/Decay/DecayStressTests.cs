using Microsoft.Extensions.Time.Testing;
using Tidepool.Decay;
using Tidepool.Tests.Concurrency;

namespace Tidepool.Tests.Decay;

[Collection(RunsAlone.Name)]
public class DecayStressTests
{
    /// <summary>Threads rent, hand over, verify and return while the clock runs as fast as it can.</summary>
    [Theory]
    [Trait("Requirement", "S3")]
    [Trait("Requirement", "B1")]
    [Trait("Requirement", "B4")]
    [Trait("Requirement", "B7")]
    [InlineData(2, 4096, MemoryPressure.Low, false, 1)]
    [InlineData(3, 8, MemoryPressure.Low, false, 2)]
    [InlineData(3, 4096, MemoryPressure.High, false, 3)]
    [InlineData(4, 64, MemoryPressure.High, true, 4)]
    public void RentAndReturn_WhileTheClockRaces_NoBufferHasTwoRentersAndTheBooksAddUp(int threads, int cap, object pressure, bool clears, int seed)
    {
        string scenario = $"threads {threads}, cap {cap}, pressure {pressure}, clears {clears}, seed {seed}";
        FakeTimeProvider time = new();
        using BytePool pool = new(new BytePoolOptions
        {
            MinSize = 16,
            MaxSize = 32 * 1024,
            MaxBuffersPerBucket = cap,
            MaxIdleBytesPerBucket = null,
            ClearOnReturn = clears,
            TimeProvider = time,
        });
        DecayingPool.SetPressure(pool, (MemoryPressure)pressure);
        VerifiedContentsWorld world = new(pool, threads, clears);
        List<Action<CancellationToken>> jobs = [];
        int left = threads;
        for (int worker = 0; worker < threads; worker++)
        {
            int self = worker;
            jobs.Add(failed =>
            {
                try
                {
                    world.Work(self, lives: 2, steps: 40_000 / threads, seed, failed);
                }
                finally
                {
                    Interlocked.Decrement(ref left);
                }
            });
        }

        jobs.Add(failed =>
        {
            while (Volatile.Read(ref left) > 0 && !failed.IsCancellationRequested)
            {
                time.Advance(DecayingPool.Step);
                Thread.Yield();
            }
        });
        Crew.Run(scenario, jobs);
        world.ReturnLeftovers();

        Books.AssertAllReturned(pool.GetStatistics(), world.Rents, cap);

        // How much the decay took during the race is up to the scheduler; it has taken everything in the end.
        DecayingPool.PassSteps(time, 2 * DecayingPool.StepsToNothing);
        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Equal(0, statistics.BytesHeld);
        Assert.Equal(statistics.Misses, statistics.Trimmed + statistics.Discarded + statistics.Abandoned);
    }
}
