using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Tidepool.Decay;
using Tidepool.Tests.Concurrency;

namespace Tidepool.Tests.Decay;

[Collection(RunsAlone.Name)]
[Trait("Requirement", "B4")]
[Trait("Requirement", "B7")]
public class DecaySequenceTests
{
    private const int Pools = 3;

    private enum Act
    {
        RentMany,
        RentElsewhere,
        ReturnMany,
        ReturnElsewhere,
        PassTime,
        Trim,
    }

    [Fact]
    public void RentsReturnsTrimsAndSteps_InAnyOrder_BooksAddUpAfterEach()
    {
        // Small buffers, and large ones of which a batch holds few.
        Gen<(int Cap, int MaxSize)> pool =
            Gen.Select(Gen.OneOf(Gen.Const(0), Gen.Const(1), Gen.Const(3), Gen.Const(40)), Gen.OneOf(Gen.Const(256), Gen.Const(32 * 1024)));
        Gen<(Act, int, int)> step = Gen.Select(
            Gen.Frequency((4, Gen.Const(Act.RentMany)), (2, Gen.Const(Act.RentElsewhere)), (4, Gen.Const(Act.ReturnMany)),
                (3, Gen.Const(Act.ReturnElsewhere)), (5, Gen.Const(Act.PassTime)), (1, Gen.Const(Act.Trim))),
            Gen.Int[0, Pools - 1],
            Gen.Int[1, 60]);
        using Colleague other = new();
        Gen.Select(pool.Array[Pools], step.Array[1, 80]).Sample((pools, steps) => Do(pools, steps, other), iter: 400, threads: 1);
    }

    private static void Do((int Cap, int MaxSize)[] kinds, (Act Act, int Pool, int Value)[] steps, Colleague other)
    {
        FakeTimeProvider time = new();
        BytePool[] pools = [.. kinds.Select(kind => New(kind.Cap, kind.MaxSize, time))];
        List<ByteLease>[] held = [.. pools.Select(static _ => new List<ByteLease>())];
        Random random = new(steps.Length);
        foreach ((Act act, int index, int value) in steps)
        {
            BytePool pool = pools[index];
            List<ByteLease> mine = held[index];
            switch (act)
            {
                case Act.RentMany:
                    Rent(pool, mine, value, random);
                    break;
                case Act.RentElsewhere:
                    other.Do(() => Rent(pool, mine, value, random));
                    break;
                case Act.ReturnMany:
                    Return(mine, value, random);
                    break;
                case Act.ReturnElsewhere:
                    other.Do(() => Return(mine, value, random));
                    break;
                case Act.PassTime:
                    DecayingPool.PassSteps(time, value, DecayingPool.Step / 4);
                    break;
                default:
                    pool.Trim();
                    Assert.Equal(0, pool.GetStatistics().Idle);
                    break;
            }

            for (int i = 0; i < Pools; i++)
            {
                BytePoolStatistics statistics = pools[i].GetStatistics();
                Snapshots.AssertAddsUp(statistics);
                Books.AssertAddUp(statistics, kinds[i].Cap);
                Assert.Equal(held[i].Count, statistics.Rented);
                Assert.Equal(held[i].Sum(static lease => (long)lease.Length), statistics.BytesRequested);
            }
        }

        DecayingPool.PassSteps(time, 2 * DecayingPool.StepsToNothing);
        for (int i = 0; i < Pools; i++)
        {
            Assert.Equal((0, held[i].Count), (pools[i].GetStatistics().Idle, pools[i].GetStatistics().Rented));
            held[i].ForEach(static lease => lease.Return());
            Books.AssertAddUp(pools[i].GetStatistics(), kinds[i].Cap);
            Assert.Equal(0, pools[i].GetStatistics().Rented);
            pools[i].Dispose();
            Assert.Equal(0, pools[i].GetStatistics().BytesHeld);
        }
    }

    private static void Rent(BytePool pool, List<ByteLease> held, int count, Random random)
    {
        for (int i = 0; i < count; i++)
        {
            held.Add(pool.Rent(random.Next(pool.MaxSize + 1)));
        }
    }

    private static void Return(List<ByteLease> held, int count, Random random)
    {
        for (int i = 0; i < count && held.Count > 0; i++)
        {
            int index = random.Next(held.Count);
            held[index].Return();
            held[index] = held[^1];
            held.RemoveAt(held.Count - 1);
        }
    }

    private static BytePool New(int cap, int maxSize, FakeTimeProvider time)
    {
        BytePool pool = new(new BytePoolOptions
        {
            MinSize = maxSize / 4,
            MaxSize = maxSize,
            MaxBuffersPerBucket = cap,
            SizeClasses = SizeClassLadder.PowersOfTwo,
            TimeProvider = time,
        });
        DecayingPool.SetPressure(pool, MemoryPressure.Low);
        return pool;
    }
}
