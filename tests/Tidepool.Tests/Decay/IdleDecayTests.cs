using Microsoft.Extensions.Time.Testing;
using Tidepool.Decay;
using Tidepool.Tests.Concurrency;

namespace Tidepool.Tests.Decay;

[Collection(RunsAlone.Name)]
[Trait("Requirement", "B7")]
public class IdleDecayTests
{
    private const int Burst = 2_000;

    /// <summary>Where a burst came from before it was idle.</summary>
    public enum Origin
    {
        /// <summary>Rented and returned by this thread.</summary>
        Here,

        /// <summary>Returned by another thread.</summary>
        HandedOff,

        /// <summary>Rented by a living thread that no longer does anything.</summary>
        QuietThread,

        /// <summary>Left behind by a thread that has ended.</summary>
        EndedThread,

        /// <summary>Rented and returned by this thread, under a cap of half of them.</summary>
        Homeless,
    }

    [Theory]
    [InlineData(Origin.Here, false)]
    [InlineData(Origin.Here, true)]
    [InlineData(Origin.HandedOff, false)]
    [InlineData(Origin.HandedOff, true)]
    [InlineData(Origin.QuietThread, false)]
    [InlineData(Origin.EndedThread, false)]
    [InlineData(Origin.Homeless, false)]
    public void Idle_AfterABurst_FallsSmoothlyToNothing(Origin origin, bool clears)
    {
        FakeTimeProvider time = new();
        using Colleague other = new();
        using BytePool pool = DecayingPool.New(time, origin == Origin.Homeless ? Burst / 2 : DecayingPool.AmpleCap, clears: clears);
        LetIdle(pool, origin, other);
        BytePoolStatistics full = pool.GetStatistics();
        long burst = full.Idle;
        Assert.InRange(burst, Burst / 2, Burst + 50);

        long before = burst;
        for (int seconds = 1; seconds <= 30; seconds++)
        {
            time.Advance(DecayingPool.Step);
            BytePoolStatistics now = pool.GetStatistics();
            Books.AssertAddUp(now, DecayingPool.AmpleCap);
            Assert.InRange(before - now.Idle, 0, burst / 10);
            Assert.True(seconds > 5 || now.Idle >= burst * 0.85, $"After {seconds} s {now.Idle} of {burst} are left.");
            Assert.True(seconds < DecayingPool.StepsToNothing || now.Idle == 0, $"After {seconds} s {now.Idle} of {burst} are left.");
            Assert.Equal(full.Discarded, now.Discarded);
            before = now.Idle;
        }

        Assert.Equal(burst, pool.GetStatistics().Trimmed);
        Assert.Equal(0, pool.GetStatistics().BytesHeld);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    public void Idle_OfFewBuffers_AreGoneAfterTheDecayTime(int count)
    {
        FakeTimeProvider time = new();
        using BytePool pool = DecayingPool.New(time);
        Leases.ReturnAll(Leases.RentMany(pool, count, DecayingPool.BufferSize));
        DecayingPool.PassSteps(time, 5);
        Assert.Equal(count, pool.GetStatistics().Idle);
        DecayingPool.PassSteps(time, DecayingPool.StepsToNothing - 5);
        Assert.Equal((0, count), (pool.GetStatistics().Idle, pool.GetStatistics().Trimmed));
    }

    [Fact]
    public void Rent_SoonAfterABurst_FindsItsBuffers()
    {
        FakeTimeProvider time = new();
        using BytePool pool = DecayingPool.New(time);
        Leases.ReturnAll(Leases.RentMany(pool, Burst, DecayingPool.BufferSize));
        DecayingPool.PassSteps(time, 5);

        int returning = Burst * 85 / 100;
        long misses = pool.GetStatistics().Misses;
        ByteLease[] leases = Leases.RentMany(pool, returning, DecayingPool.BufferSize);
        Assert.Equal(misses, pool.GetStatistics().Misses);
        Assert.Equal(returning, leases.Select(Buffers.ArrayOf).Distinct(ReferenceEqualityComparer.Instance).Count());
        Leases.ReturnAll(leases);
    }

    [Fact]
    public void Rent_Everything_StartsTheirDecayAnew()
    {
        FakeTimeProvider time = new();
        using BytePool pool = DecayingPool.New(time);
        Leases.ReturnAll(Leases.RentMany(pool, Burst, DecayingPool.BufferSize));
        for (int again = 0; again < 20; again++)
        {
            DecayingPool.PassSteps(time, 3);
            Leases.ReturnAll(Leases.RentMany(pool, Burst, DecayingPool.BufferSize));
        }

        // In all, sixty seconds: more than twice the decay time. The first steps drop next to nothing.
        Assert.InRange(pool.GetStatistics().Misses, Burst, Burst * 110 / 100);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rented_ForLongerThanTheDecayTime_AreNeverTouched(bool clears)
    {
        const int Held = 300;
        FakeTimeProvider time = new();
        using BytePool pool = DecayingPool.New(time, clears: clears);
        ByteLease[] leases = Leases.RentMany(pool, Burst, DecayingPool.BufferSize);
        Leases.ReturnAll(leases.AsSpan(Held));
        for (int i = 0; i < Held; i++)
        {
            Stamp.Write(leases[i].Span, (ulong)i);
        }

        DecayingPool.PassSteps(time, 100);

        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Equal((0, Held, Burst - Held), (statistics.Idle, statistics.Rented, statistics.Trimmed));
        for (int i = 0; i < Held; i++)
        {
            Stamp.Verify(leases[i].Span, (ulong)i);
        }

        Leases.ReturnAll(leases.AsSpan(0, Held));
        Assert.Equal((Held, 0), (pool.GetStatistics().Idle, pool.GetStatistics().Rented));
        DecayingPool.PassSteps(time, DecayingPool.StepsToNothing);
        Assert.Equal((0, Burst), (pool.GetStatistics().Idle, pool.GetStatistics().Trimmed));
        Assert.All(leases, static lease => Assert.Throws<BufferAlreadyReturnedException>(lease.Return));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void SteadyTraffic_AfterABurst_KeepsItsBuffersWhileTheSurplusGoes(bool handsOff, bool oldestFirst)
    {
        const int Flood = 1_000;
        const int InFlight = 4;
        // The batches of the renting and the returning thread, and one on its way between them.
        int mostTouched = handsOff ? InFlight + (3 * Slots.Batch.Most) : 16;
        FakeTimeProvider time = new();
        using BytePool pool = DecayingPool.New(time);
        using Colleague other = new();
        Action<Action> onReturner = handsOff ? other.Do : static returning => returning();
        ByteLease[] flood = Leases.RentMany(pool, Flood, DecayingPool.BufferSize);
        onReturner(() => Leases.ReturnAll(flood));

        for (int step = 0; step < 2 * DecayingPool.StepsToNothing; step++)
        {
            // A step drops those on top, so the next ones take their place.
            HashSet<byte[]> touched = Buffers.NewSet();
            ExchangeFew(pool, InFlight, oldestFirst, touched, onReturner);
            time.Advance(DecayingPool.Step);
            Assert.InRange(touched.Count, InFlight, mostTouched);
        }

        Assert.InRange(pool.GetStatistics().Idle, InFlight, mostTouched);
        Assert.Equal(Flood, pool.GetStatistics().Misses);
    }

    [Fact]
    public void DecayTime_Infinite_KeepsIdleBuffersForGood()
    {
        FakeTimeProvider time = new();
        using BytePool pool = DecayingPool.New(time, decayTime: Timeout.InfiniteTimeSpan);
        Leases.ReturnAll(Leases.RentMany(pool, Burst, DecayingPool.BufferSize));
        time.Advance(TimeSpan.FromDays(400));
        Assert.Equal((Burst, 0), (pool.GetStatistics().Idle, pool.GetStatistics().Trimmed));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(250_000)]
    public void DecayTime_OfOtherLength_ScalesTheCurve(int milliseconds)
    {
        FakeTimeProvider time = new();
        TimeSpan decayTime = TimeSpan.FromMilliseconds(milliseconds);
        using BytePool pool = DecayingPool.New(time, decayTime: decayTime);
        Leases.ReturnAll(Leases.RentMany(pool, Burst, DecayingPool.BufferSize));
        DecayingPool.PassSteps(time, 5, decayTime / 25);
        Assert.InRange(pool.GetStatistics().Idle, Burst * 0.85, Burst);
        DecayingPool.PassSteps(time, 8, decayTime / 25);
        Assert.InRange(pool.GetStatistics().Idle, Burst * 0.35, Burst * 0.65);
        DecayingPool.PassSteps(time, 13, decayTime / 25);
        Assert.Equal(0, pool.GetStatistics().Idle);
    }

    [Fact]
    public void Pressure_Medium_IsFaster()
    {
        FakeTimeProvider time = new();
        using BytePool pool = DecayingPool.New(time);
        Leases.ReturnAll(Leases.RentMany(pool, Burst, DecayingPool.BufferSize));
        ByteLease[] held = Leases.RentMany(pool, 10, DecayingPool.BufferSize);
        DecayingPool.SetPressure(pool, MemoryPressure.Medium);
        DecayingPool.PassSteps(time, 4);
        Assert.InRange(pool.GetStatistics().Idle, 1, Burst * 0.7);
        DecayingPool.PassSteps(time, 4);
        Assert.Equal((0, 10), (pool.GetStatistics().Idle, pool.GetStatistics().Rented));
        Leases.ReturnAll(held);
    }

    [Theory]
    [InlineData(Origin.Here)]
    [InlineData(Origin.QuietThread)]
    [InlineData(Origin.EndedThread)]
    public void Pressure_High_GivesBackAtTheNextStepWhatWasIdleAtTheLast(Origin origin)
    {
        FakeTimeProvider time = new();
        using Colleague other = new();
        using BytePool pool = DecayingPool.New(time);
        LetIdle(pool, origin, other);
        time.Advance(DecayingPool.Step);
        Assert.InRange(pool.GetStatistics().Idle, Burst, long.MaxValue);
        ByteLease[] held = Leases.RentMany(pool, 10, DecayingPool.BufferSize);
        DecayingPool.SetPressure(pool, MemoryPressure.High);
        time.Advance(DecayingPool.Step);

        // This thread's batch has been used since.
        Assert.InRange(pool.GetStatistics().Idle, 0, Slots.Batch.Most - 1);
        time.Advance(DecayingPool.Step);
        Assert.Equal((0, 10), (pool.GetStatistics().Idle, pool.GetStatistics().Rented));
        Leases.ReturnAll(held);
        Assert.Equal(10, pool.GetStatistics().Idle);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-2)]
    [InlineData(99.999)]
    [InlineData(30.0 * 24 * 60 * 60 * 1000 + 1)]
    [InlineData(long.MinValue / (double)TimeSpan.TicksPerMillisecond)]
    public void DecayTime_OutOfRange_NamesItItsValueAndTheLimits(double milliseconds)
    {
        TimeSpan decayTime = TimeSpan.FromTicks((long)(milliseconds * TimeSpan.TicksPerMillisecond));
        ArgumentOutOfRangeException exception =
            Assert.Throws<ArgumentOutOfRangeException>(() => new BytePool(new BytePoolOptions { DecayTime = decayTime }).Dispose());
        Assert.Equal(nameof(BytePoolOptions.DecayTime), exception.ParamName);
        Assert.Equal(decayTime, exception.ActualValue);
        Assert.Contains("00:00:00.1000000 to 30.00:00:00", exception.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(Timeout.InfiniteTimeSpan), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DecayTime_AtTheLimits_IsAccepted()
    {
        foreach (TimeSpan decayTime in (TimeSpan[])[TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(30), Timeout.InfiniteTimeSpan])
        {
            using BytePool pool = new(new BytePoolOptions { DecayTime = decayTime });
            pool.Rent(1).Return();
        }

        Assert.Equal(TimeSpan.FromSeconds(25), new BytePoolOptions().DecayTime);
    }

    private static void LetIdle(BytePool pool, Origin origin, Colleague other)
    {
        switch (origin)
        {
            case Origin.Here or Origin.Homeless:
                Leases.ReturnAll(Leases.RentMany(pool, Burst, DecayingPool.BufferSize));
                break;
            case Origin.HandedOff:
                ByteLease[] leases = Leases.RentMany(pool, Burst, DecayingPool.BufferSize);
                other.Do(() => Leases.ReturnAll(leases));
                break;
            case Origin.QuietThread:
                other.Do(() => Leases.ReturnAll(Leases.RentMany(pool, Burst, DecayingPool.BufferSize)));
                break;
            case Origin.EndedThread:
                HashSet<byte[]> arrays = Buffers.NewSet();
                Crew.RunOnFreshThread(() =>
                {
                    ByteLease[] burst = Leases.RentMany(pool, Burst, DecayingPool.BufferSize);
                    arrays.UnionWith(burst.Select(Buffers.ArrayOf));
                    Leases.ReturnAll(burst);
                });

                // Until what the ended thread left behind serves others.
                Leases.ReturnAll([.. Latecomers.HoldUntilServedFrom(pool, arrays, DecayingPool.BufferSize)]);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(origin));
        }
    }

    private static void ExchangeFew(BytePool pool, int inFlight, bool oldestFirst, HashSet<byte[]> touched, Action<Action> onReturner)
    {
        Queue<ByteLease> held = new();
        for (int round = 0; round < 100; round++)
        {
            ByteLease lease = pool.Rent(DecayingPool.BufferSize);
            touched.Add(Buffers.ArrayOf(lease));
            held.Enqueue(lease);
            if (held.Count == inFlight)
            {
                ByteLease[] due = oldestFirst ? [held.Dequeue()] : [.. held.Reverse()];
                if (!oldestFirst)
                {
                    held.Clear();
                }

                onReturner(() => Leases.ReturnAll(due));
            }
        }

        ByteLease[] rest = [.. held];
        onReturner(() => Leases.ReturnAll(rest));
    }
}
