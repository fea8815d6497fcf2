using System.Runtime.CompilerServices;
using Tidepool.Slots;

namespace Tidepool.Tests.Concurrency;

/// <summary>Threads are recognized by the page their stack pointer is in: on any page, whichever thread had that page before.</summary>
public sealed class StackPageTests
{
    private const int Size = 1000;

    [Fact]
    [Trait("Requirement", "S3")]
    public void Rent_OnManyPagesOfOneStack_StaysAtHome()
    {
        using BytePool pool = new(new BytePoolOptions { DecayTime = Timeout.InfiniteTimeSpan });
        pool.Rent(Size).Return();

        for (int depth = 1; depth <= 200; depth++)
        {
            AtDepth(depth, () => pool.Rent(Size).Return());
        }

        ByteLease deep = default;
        AtDepth(200, () => deep = pool.Rent(Size));
        deep.Return();
        ByteLease shallow = pool.Rent(Size);
        AtDepth(200, () => shallow.Return());

        BucketStatistics bucket = Assert.Single(pool.GetStatistics().Buckets);
        Assert.Equal((1, 202, 203, 1), (bucket.Misses, bucket.Hits, bucket.Returned, bucket.Idle));
    }

    [Fact]
    [Trait("Requirement", "S3")]
    public void Page_AfterManyRentsElsewhere_Follows()
    {
        using BytePool pool = new(new BytePoolOptions());
        RunOnThread(() =>
        {
            Residency.Earn(pool, Size);
            nuint before = OwnerThread.Current!.Page;
            nuint during = 0;
            nuint there = 0;
            AtDepth(50, () =>
            {
                for (int i = 0; i < 100; i++)
                {
                    pool.Rent(Size).Return();
                }

                there = StackPage.Current;
                during = OwnerThread.Current!.Page;
            });
            Assert.NotEqual(before, during);

            // A frame or two further down may be on the next page.
            Assert.InRange((long)there - (long)during, 0, 1);
        });
    }

    /// <summary>If a thread works near the border of a page, its page must be the one that its rents look at, or it is never recognized there.</summary>
    [Fact]
    [Trait("Requirement", "S3")]
    public void Page_AtNearlyAnyDepth_IsTheOneThatRentsLookAt()
    {
        const int Depths = 200;
        using BytePool pool = new(new BytePoolOptions());
        int recognized = 0;
        RunOnThread(() =>
        {
            Residency.Earn(pool, Size);
            for (int depth = 1; depth <= Depths; depth++)
            {
                AtDepth(depth, () =>
                {
                    RentMany();
                    int before = OwnerThread.Current!.RentsOffPage;
                    pool.Rent(Size).Return();
                    recognized += OwnerThread.Current.RentsOffPage == before ? 1 : 0;
                });
            }
        });
        Assert.InRange(recognized, Depths * 19 / 20, Depths);

        void RentMany()
        {
            for (int i = 0; i < 100; i++)
            {
                pool.Rent(Size).Return();
            }
        }
    }

    [Fact]
    [Trait("Requirement", "B1")]
    public void Rent_OnTheStackMemoryOfThreadsThatEnded_NeverGivesABufferTwice()
    {
        using BytePool pool = new(new BytePoolOptions());
        int wrong = 0;

        // Short-lived threads with small stacks, four at a time: each wave runs on the memory of the ones before, at different depths.
        for (int wave = 0; wave < 60; wave++)
        {
            Thread[] threads = [.. Enumerable.Range(0, 4).Select(index => new Thread(() => Use(wave + index), maxStackSize: 128 * 1024))];
            Array.ForEach(threads, static thread => thread.Start());
            Array.ForEach(threads, static thread => Watchdog.Join(thread, "all threads have ended"));
            if (wave % 16 == 15)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Equal(0, wrong);
        Assert.Equal((0, 0), (statistics.Rented, statistics.Abandoned));
        Assert.Equal(statistics.Hits + statistics.Misses, statistics.Returned);

        void Use(int seed) => AtDepth(1 + (seed % 17), () =>
        {
            ByteLease[] held = new ByteLease[6];
            for (int round = 0; round < 50; round++)
            {
                for (int i = 0; i < held.Length; i++)
                {
                    held[i] = pool.Rent(Size);
                    held[i].Span.Fill((byte)(seed + i));
                }

                for (int i = 0; i < held.Length; i++)
                {
                    if (held[i].Span.ContainsAnyExcept((byte)(seed + i)))
                    {
                        Interlocked.Increment(ref wrong);
                    }

                    held[i].Return();
                }
            }
        });
    }

    /// <summary>Calls an action about <paramref name="depth"/> kilobytes further down the stack.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AtDepth(int depth, Action action)
    {
        Span<byte> room = stackalloc byte[1024];
        room[depth % room.Length] = 1;
        if (depth > 1)
        {
            AtDepth(depth - 1, action);
        }
        else
        {
            action();
        }

        Assert.Equal(1, room[depth % room.Length]);
    }

    private static void RunOnThread(Action action)
    {
        Exception? failure = null;
        Thread thread = new(() => failure = Record.Exception(action));
        thread.Start();
        Watchdog.Join(thread, "a thread with another stack ends");
        Assert.Null(failure);
    }
}
