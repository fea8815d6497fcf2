using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Tidepool.Tests.Concurrency;

[Collection(RunsAlone.Name)]
public class PoolChurnTests
{
    private const int BufferSize = 4096;

    [Fact]
    [Trait("Requirement", "B7")]
    [Trait("Requirement", "S13")]
    public void Pools_TenThousandUsedOnSeveralThreadsAndEndedOrDropped_MemoryAndTablesStaySmall()
    {
        const int WarmUp = 2_000;
        const int Pools = 10_000;
        using Colleague other = new();
        using PoolChurn churn = new(other);
        churn.Run(WarmUp);
        churn.ReturnLeasesOut();
        long before = Collector.BytesInUse();

        churn.Run(Pools - WarmUp);
        churn.ReturnLeasesOut();

        long after = Collector.BytesInUse();
        Assert.InRange(after - before, long.MinValue, 1024 * 1024);

        // Ids are reused after a collection has found the dropped pools. Other tests in this process have at most some 1,000 pools alive meanwhile.
        Assert.InRange(churn.LargestId, 1, 1_500 + (2 * PoolChurn.PoolsPerCollection));
    }

    [Fact]
    [Trait("Requirement", "S3")]
    public void Pools_ManyAliveAndUsedInTurn_EachServesItsOwnBuffers()
    {
        const int Pools = 1_000;
        using Colleague other = new();
        List<BytePool> pools = [.. Enumerable.Range(0, Pools).Select(static _ => NewPool())];
        HashSet<byte[]>[] arrays = [.. pools.Select(static _ => Buffers.NewSet())];

        void UseAll()
        {
            for (int i = 0; i < Pools; i++)
            {
                ByteLease[] leases = Leases.RentMany(pools[i], 2, BufferSize);
                arrays[i].UnionWith(leases.Select(Buffers.ArrayOf));
                Leases.ReturnAll(leases);
            }
        }

        for (int round = 0; round < 4; round++)
        {
            UseAll();
            other.Do(UseAll);
        }

        Assert.All(pools, static pool =>
        {
            BytePoolStatistics statistics = pool.GetStatistics();
            Assert.Equal(2, statistics.Misses);
            Assert.Equal(14, statistics.Hits);
            Assert.Equal(2, statistics.Idle);
        });
        Assert.All(arrays, static own => Assert.Equal(2, own.Count));
        Assert.Equal(2 * Pools, arrays.SelectMany(static own => own).Distinct(ReferenceEqualityComparer.Instance).Count());
        pools.ForEach(static pool => pool.Dispose());
    }

    [Fact]
    [Trait("Requirement", "B7")]
    public void Rent_PoolDisposedByAnotherThread_ThrowsOnEveryThreadThatUsedIt()
    {
        using Colleague first = new();
        using Colleague second = new();
        using BytePool pool = NewPool();
        first.Do(() => pool.Rent(BufferSize).Return());
        second.Do(() => pool.Rent(BufferSize).Return());
        ByteLease held = pool.Rent(BufferSize);

        first.Do(pool.Dispose);

        Assert.Throws<ObjectDisposedException>(() => pool.Rent(BufferSize));
        first.Do(() => Assert.Throws<ObjectDisposedException>(() => pool.Rent(BufferSize)));
        second.Do(() => Assert.Throws<ObjectDisposedException>(() => pool.Rent(BufferSize)));
        held.Span.Fill(1);
        held.Return();
        Assert.Throws<BufferAlreadyReturnedException>(held.Return);
        Books.AssertAllReturned(pool.GetStatistics(), 3, 0);
        Assert.Equal(0, pool.GetStatistics().BytesHeld);
    }

    [Fact]
    [Trait("Requirement", "S3")]
    [Trait("Requirement", "B1")]
    public void Rent_DisposedPoolAndNewPoolsAfterIt_EachIsItself()
    {
        const int Generations = 50;
        using Colleague other = new();
        HashSet<byte[]> seen = Buffers.NewSet();
        List<BytePool> ended = [];
        for (int generation = 0; generation < Generations; generation++)
        {
            // A new pool takes the place of the last one in the threads' tables.
            using BytePool pool = NewPool();
            HashSet<byte[]> own = Buffers.NewSet();

            void Use()
            {
                ByteLease[] leases = Leases.RentMany(pool, 3, BufferSize);
                own.UnionWith(leases.Select(Buffers.ArrayOf));
                Leases.ReturnAll(leases);
                Assert.All(ended, static old => Assert.Throws<ObjectDisposedException>(() => old.Rent(BufferSize)));
            }

            Use();
            other.Do(Use);
            Assert.Equal((3, 3), (pool.GetStatistics().Misses, own.Count));
            Assert.All(own, array => Assert.True(seen.Add(array), "A new pool starts without buffers."));
            pool.Dispose();
            ended.Add(pool);
        }
    }

    [Theory]
    [Trait("Requirement", "S3")]
    [Trait("Requirement", "B7")]
    [InlineData(4, 1)]
    [InlineData(4096, 2)]
    public void Dispose_WhileOthersRentAndReturn_KeepsNothing(int cap, int seed)
    {
        Random random = new(seed);
        Effort effort = new(400);
        for (int round = 0; effort.Goes(); round++)
        {
            using BytePool pool = NewPool(cap);
            ConcurrentQueue<ByteLease> passed = new();
            int delay = random.Next(20_000);
            long rents = 0;

            void Work(CancellationToken failed)
            {
                try
                {
                    while (!failed.IsCancellationRequested)
                    {
                        for (int i = 0; i < 8; i++)
                        {
                            passed.Enqueue(pool.Rent(BufferSize));
                            Interlocked.Increment(ref rents);
                        }

                        for (int i = 0; i < 8 && passed.TryDequeue(out ByteLease lease); i++)
                        {
                            lease.Return();
                        }
                    }
                }
                catch (ObjectDisposedException)
                {
                    // As it must, sooner or later.
                }
            }

            Crew.Run(
                $"round {round}, cap {cap}, seed {seed}",
                Work,
                Work,
                _ =>
                {
                    Crew.SpinUntil(() => Interlocked.Read(ref rents) > 8, CancellationToken.None);
                    Thread.SpinWait(delay);
                    pool.Dispose();
                });
            Leases.ReturnAll([.. passed]);
            passed.Clear();
            Books.AssertAllReturned(pool.GetStatistics(), rents, 0);
            effort.Spend();
        }
    }

    internal static BytePool NewPool(int cap = 8) => new(new BytePoolOptions
    {
        MinSize = BufferSize,
        MaxSize = BufferSize,
        MaxBuffersPerBucket = cap,
    });

    /// <summary>Creates pools, uses them on two threads, and disposes or drops them in every way there is.</summary>
    private sealed class PoolChurn(Colleague other) : IDisposable
    {
        internal const int PoolsPerCollection = 250;

        private readonly List<ByteLease> _out = [];

        internal int LargestId { get; private set; }

        public void Dispose() => ReturnLeasesOut();

        internal void Run(int pools)
        {
            for (int i = 0; i < pools; i++)
            {
                UseOne(i);
                if (i % PoolsPerCollection == 0)
                {
                    ReturnLeasesOut();
                    Collector.Settle();
                }
            }
        }

        internal void ReturnLeasesOut()
        {
            Assert.All(_out, static lease => Assert.Equal(BufferSize, lease.Length));
            Leases.ReturnAll([.. _out]);
            _out.Clear();
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void UseOne(int number)
        {
#pragma warning disable CA2000 // Half of the pools are dropped without Dispose: that is what is tested.
            BytePool pool = NewPool();
#pragma warning restore CA2000
            LargestId = Math.Max(LargestId, pool.Engine.Id);
            ByteLease[] leases = Leases.RentMany(pool, 3, BufferSize);
            other.Do(() =>
            {
                leases[0].Return();
                pool.Rent(BufferSize).Return();
            });
            leases[1].Return();
            switch (number % 4)
            {
                case 0:
                    leases[2].Return();
                    pool.Dispose();
                    break;
                case 1:
                    pool.Dispose();
                    _out.Add(leases[2]);
                    break;
                case 2:
                    // Dropped, with a lease out that comes back later.
                    _out.Add(leases[2]);
                    break;
                default:
                    // Dropped, with a lease that is dropped too.
                    break;
            }
        }
    }
}
