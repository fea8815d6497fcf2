using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Tidepool.Slots;
using Tidepool.Tests.Decay;

namespace Tidepool.Tests.Concurrency;

/// <summary>A thread's batch: a few slots that the thread rents first, but that are still shared.</summary>
[Collection(RunsAlone.Name)]
[Trait("Requirement", "N5")]
public class BatchTests
{
    private const int Size = 1_024;

    /// <summary>Enough buffers for a thread's batch to have its full capacity.</summary>
    private const int Many = 400;

    [Fact]
    [Trait("Requirement", "B7")]
    public void Rent_GivesWhatTheThreadReturnedLast()
    {
        using BytePool pool = NewPool();
        Leases.ReturnAll(Leases.RentMany(pool, Many, Size));
        ByteLease[] leases = Leases.RentMany(pool, 5, Size);
        byte[][] arrays = [.. leases.Select(Buffers.ArrayOf)];
        Leases.ReturnAll(leases);
        Assert.Equal(arrays.Reverse(), Leases.RentMany(pool, 5, Size).Select(Buffers.ArrayOf));
        Assert.Equal(Many, pool.GetStatistics().Misses);
    }

    /// <summary>The batch is taken as a whole: no slot is touched.</summary>
    [Fact]
    [Trait("Requirement", "N2")]
    public void Rent_TakesWhatAThreadThatOnlyReturnsHasGivenAway()
    {
        using BytePool pool = NewPool();
        using Colleague other = new();
        ByteLease[] leases = Leases.RentMany(pool, Many, Size);
        GivenBatches given = leases[0].Slot!.Bucket.Given;
        byte[][] arrays = [.. leases[..Batch.Most].Select(Buffers.ArrayOf)];
        Assert.True(given.IsEmpty);
        other.Do(() => Leases.ReturnAll(leases.AsSpan(0, Batch.Most + 1)));
        Assert.False(given.IsEmpty);
        ByteLease[] again = Leases.RentMany(pool, Batch.Most, Size);
        Assert.True(given.IsEmpty);
        Assert.Equal(arrays.Reverse(), again.Select(Buffers.ArrayOf));
        Leases.ReturnAll(again);
        Leases.ReturnAll(leases.AsSpan(Batch.Most + 1));
        Assert.Equal((Many, Many), (pool.GetStatistics().Idle, pool.GetStatistics().Misses));
        Books.AssertAddUp(pool.GetStatistics(), int.MaxValue);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Requirement", "B4")]
    public void Rent_WhileQuietThreadsHaveBuffersAtHand_MakesOneAtMost(bool ends)
    {
        using BytePool pool = NewPool();
        ByteLease[] leases = Leases.RentMany(pool, Many, Size);
        Colleague[] crew = [.. Enumerable.Range(0, 4).Select(static _ => new Colleague())];
        for (int share = 0; share < crew.Length; share++)
        {
            ByteLease[] theirs = leases[(share * Many / 4)..((share + 1) * Many / 4)];
            crew[share].Do(() => Leases.ReturnAll(theirs));
        }

        Assert.InRange(BatchesOf(pool).Sum(CountOf), crew.Length, crew.Length * Batch.Most);
        Assert.Equal(Many, pool.GetStatistics().Idle);
        if (ends)
        {
            Array.ForEach(crew, static colleague => colleague.Dispose());
        }

        // The first rent that finds nothing learns which threads are quiet. BatchesOf has made one more rent.
        ByteLease[] again = Leases.RentMany(pool, Many, Size);
        long made = pool.GetStatistics().Misses - Many;
        Assert.InRange(made, 0, ends ? 0 : 1);
        Assert.Equal(Many + 1 - made, pool.GetStatistics().Hits);
        Assert.Equal(Many, again.Select(Buffers.ArrayOf).Distinct(ReferenceEqualityComparer.Instance).Count());

        // Slots that were taken from their batches are gone from there.
        if (!ends)
        {
            Array.ForEach(crew, colleague => colleague.Do(() => pool.Rent(Size).Return()));
            Assert.InRange(pool.GetStatistics().Misses, Many + 1, Many + 2);
            Array.ForEach(crew, static colleague => colleague.Dispose());
        }

        Leases.ReturnAll(again);
        Books.AssertAddUp(pool.GetStatistics(), int.MaxValue);
    }

    /// <summary>The threads that had them in their batches don't keep them reachable, although these threads have done nothing since.</summary>
    [Fact]
    [Trait("Requirement", "S13")]
    public void Rent_OfWhatOtherThreadsHadAtHand_Dropped_IsFound()
    {
        using BytePool pool = NewPool();
        using Colleague other = new();
        FillBatches(pool, other);

        // It forgets its last job, and the leases with it.
        other.Do(static () => { });
        DropAll(pool);
        Collector.Settle();
        Assert.InRange(pool.GetStatistics().Abandoned, Many, Many + 1);
        Assert.Equal(0, pool.GetStatistics().Rented);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void DropAll(BytePool pool) => Leases.RentMany(pool, Many + 1, Size);
    }

    [Fact]
    [Trait("Requirement", "B7")]
    public void Trim_GivesUpWhatThreadsHaveAtHand()
    {
        using BytePool pool = NewPool();
        using Colleague other = new();
        FillBatches(pool, other);
        pool.Trim();
        Assert.Equal((0, Many), (pool.GetStatistics().Idle, pool.GetStatistics().Trimmed));
        Assert.Equal(0, pool.GetStatistics().BytesHeld);

        // The threads find their batches empty, and carry on.
        other.Do(() => Leases.ReturnAll(Leases.RentMany(pool, 20, Size)));
        Leases.ReturnAll(Leases.RentMany(pool, 20, Size));
        Assert.Equal(Many + 20, pool.GetStatistics().Misses);
        Books.AssertAddUp(pool.GetStatistics(), int.MaxValue);
    }

    [Fact]
    [Trait("Requirement", "B7")]
    public void Dispose_GivesUpWhatThreadsHaveAtHand_AndKeepsNothingThatComesBack()
    {
        using BytePool pool = NewPool();
        using Colleague other = new();
        FillBatches(pool, other);
        ByteLease[] held = Leases.RentMany(pool, 10, Size);
        pool.Dispose();
        Assert.Equal((0, 10 * Size), (pool.GetStatistics().Idle, pool.GetStatistics().BytesHeld));
        Leases.ReturnAll(held.AsSpan(0, 5));
        other.Do(() => Leases.ReturnAll(held.AsSpan(5)));
        Assert.Equal((0, 0), (pool.GetStatistics().Idle, pool.GetStatistics().BytesHeld));
        Books.AssertAddUp(pool.GetStatistics(), 0);
    }

    [Fact]
    [Trait("Requirement", "B7")]
    public void Decay_GivesUpWhatQuietThreadsHaveAtHand()
    {
        FakeTimeProvider time = new();
        using BytePool pool = DecayingPool.New(time);
        using Colleague other = new();
        FillBatches(pool, other);
        Assert.NotEqual(0, BatchesOf(pool).Sum(CountOf));
        DecayingPool.PassSteps(time, DecayingPool.StepsToNothing + 1);
        Assert.Equal((0, Many), (pool.GetStatistics().Idle, pool.GetStatistics().Trimmed));
    }

    /// <summary>Even while threads keep giving and taking batches: they take the one given last.</summary>
    [Fact]
    [Trait("Requirement", "B7")]
    public void Decay_GivesUpWhatWasGivenAwayAndNobodyTakes()
    {
        FakeTimeProvider time = new();
        using BytePool pool = DecayingPool.New(time);
        using Colleague other = new();
        ByteLease[] held = Leases.RentMany(pool, Many, Size);

        // Two batches to give away, and one slot that stays.
        const int Returned = (2 * Batch.Most) + 1;
        ByteLease[] leases = Leases.RentMany(pool, Returned, Size);
        other.Do(() => Leases.ReturnAll(leases));
        for (int step = 0; step <= DecayingPool.StepsToNothing; step++)
        {
            ByteLease[] taken = Leases.RentMany(pool, Batch.Most, Size);
            other.Do(() => Leases.ReturnAll(taken));
            time.Advance(DecayingPool.Step);
        }

        Assert.Equal((Batch.Most + 1, Batch.Most), (pool.GetStatistics().Idle, pool.GetStatistics().Trimmed));
        Assert.Equal(Many + Returned, pool.GetStatistics().Misses);
        Leases.ReturnAll(held);
        Books.AssertAddUp(pool.GetStatistics(), int.MaxValue);
    }

    [Theory]
    [InlineData(512)]
    [InlineData(4_096)]
    [Trait("Requirement", "B5")]
    public void Rent_OfAnotherSizeWithinTheBudget_GetsTheBytesOfWhatThreadsHaveAtHand(int size)
    {
        using BytePool pool = new(new BytePoolOptions
        {
            MinSize = 512,
            MaxSize = 4_096,
            SizeClasses = SizeClassLadder.PowersOfTwo,
            MaxTotalBytes = Many * Size,
            LeakSamplingInterval = 0,
            DecayTime = Timeout.InfiniteTimeSpan,
        });
        using Colleague other = new();
        FillBatches(pool, other);
        int fitting = Many * Size / size;
        Leases.ReturnAll(Leases.RentMany(pool, fitting, size));
        Assert.Equal(fitting * size, pool.GetStatistics().BytesHeld);
        Assert.Equal(0, pool.GetStatistics().Refused);
    }

    [Fact]
    [Trait("Requirement", "B5")]
    public async Task RentAsync_FindsWhatThreadsHaveAtHand_AndEndsThat()
    {
        using BytePool pool = new(new BytePoolOptions
        {
            MinSize = Size,
            MaxSize = Size,
            MaxTotalBytes = Many * Size,
            LeakSamplingInterval = 0,
            DecayTime = Timeout.InfiniteTimeSpan,
        });
        using Colleague other = new();
        ByteLease[] leases = Leases.RentMany(pool, Many, Size);
        ValueTask<ByteLease> waiting = pool.RentAsync(Size, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        other.Do(() => Leases.ReturnAll(leases));
        (await waiting.AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Return();

        // Permanently: from now on every return must be visible to waiters.
        other.Do(() => Leases.ReturnAll(Leases.RentMany(pool, 100, Size)));
        Leases.ReturnAll(Leases.RentMany(pool, 100, Size));
        Assert.Equal(0, BatchesOf(pool).Sum(CountOf));
        Books.AssertAddUp(pool.GetStatistics(), int.MaxValue);
    }

    /// <summary>Large buffers would strand there: at most 64 KiB per thread, or one buffer.</summary>
    [Theory]
    [InlineData(1_024, Batch.Most)]
    [InlineData(16 * 1_024, 4)]
    [InlineData(64 * 1_024, 1)]
    [InlineData(1_024 * 1_024, 1)]
    [Trait("Requirement", "B7")]
    public void Return_OfMany_LeavesFewAtHand(int size, int most)
    {
        using BytePool pool = NewPool(size);
        Leases.ReturnAll(Leases.RentMany(pool, 150, size));
        Assert.InRange(BatchesOf(pool).Sum(CountOf), 1, most);
        Assert.Equal(150, pool.GetStatistics().Idle);
    }

    [Fact]
    [Trait("Requirement", "S1")]
    public void Return_UnderASmallCap_LeavesNothingAtHand()
    {
        using BytePool pool = new(new BytePoolOptions { MinSize = Size, MaxSize = Size, MaxBuffersPerBucket = 3, DecayTime = Timeout.InfiniteTimeSpan });
        using Colleague other = new();
        other.Do(() => pool.Rent(Size).Return());
        Leases.ReturnAll(Leases.RentMany(pool, 3, Size));
        Assert.Equal(0, BatchesOf(pool).Sum(CountOf));
        Assert.Equal(3, pool.GetStatistics().Idle);
    }

    private static void FillBatches(BytePool pool, Colleague other)
    {
        ByteLease[] leases = Leases.RentMany(pool, Many, Size);
        Leases.ReturnAll(leases.AsSpan(0, Many / 2));
        other.Do(() => Leases.ReturnAll(leases.AsSpan(Many / 2)));
        Assert.Equal(Many, pool.GetStatistics().Idle);
        Assert.NotEqual(0, BatchesOf(pool).Min(CountOf));
        Assert.False(leases[0].Slot!.Bucket.Given.IsEmpty);
    }

    /// <summary>The batches of the threads that use the pool's largest size.</summary>
    private static Batch[] BatchesOf(BytePool pool)
    {
        using ByteLease lease = pool.Rent(pool.MaxSize);
        return [.. ThreadsOf(lease.Slot!.Bucket).Select(static residents => residents.Batch)];
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_threads")]
    private static extern ref List<Residents> ThreadsOf(Bucket bucket);

    /// <summary>The number of slots in the batch, while no thread rents or returns.</summary>
    private static int CountOf(Batch batch) => PlacesOf(batch).Count(static place => place.Slot is { } slot && Generation.IsBatched(slot.Generation));

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_places")]
    private static extern ref Batch.Place[] PlacesOf(Batch batch);

    private static BytePool NewPool(int size = Size) => new(new BytePoolOptions
    {
        MinSize = size,
        MaxSize = size,
        MaxIdleBytesPerBucket = null,
        LeakSamplingInterval = 0,
        DecayTime = Timeout.InfiniteTimeSpan,
    });
}
