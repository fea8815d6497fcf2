using Tidepool.Slots;

namespace Tidepool.Tests.Concurrency;

/// <summary>The shared stack under many threads: no slot is lost, none is given to two threads, and a reused number confuses none.</summary>
[Collection(RunsAlone.Name)]
[Trait("Requirement", "B1")]
[Trait("Requirement", "S3")]
[Trait("Requirement", "N5")]
public class SharedStackStressTests
{
    private readonly Bucket _bucket = new(PoolContext.None, bufferSize: 8, maxIdle: 0, clearsOnReturn: false);
    private readonly SlotTable _table = new();
    private readonly Lock _gate = new();

    /// <summary>Few slots, so that the same one is on top again and again between another thread's read and its compare-exchange.</summary>
    /// <param name="slots">The number of slots in circulation.</param>
    /// <param name="threads">The number of threads.</param>
    /// <param name="replaces">Whether slots end and others reuse their numbers.</param>
    /// <param name="seed">Determines what each thread does.</param>
    [Theory]
    [InlineData(1, 4, false, 1)]
    [InlineData(2, 4, false, 2)]
    [InlineData(3, 3, false, 3)]
    [InlineData(40, 4, false, 4)]
    [InlineData(2, 4, true, 5)]
    [InlineData(5, 3, true, 6)]
    [InlineData(200, 4, true, 7)]
    public void PushAndPop_ByManyThreads_EachSlotIsWithOneAtATime(int slots, int threads, bool replaces, int seed)
    {
        const int Steps = 60_000;
        SharedStack stack = new(_table);
        for (int slot = 0; slot < slots; slot++)
        {
            Assert.True(stack.TryPush(NewSlot(), int.MaxValue));
        }

        Crew.Run($"slots {slots}, threads {threads}, replaces {replaces}, seed {seed}",
            [.. Enumerable.Range(1, threads).Select(self => (Action<CancellationToken>)(failed => Work(stack, self, failed)))]);

        Assert.Equal(slots, stack.Depth);
        HashSet<Slot> left = [];
        while (stack.TryPop() is { } slot)
        {
            Assert.True(left.Add(slot), "No slot is on the stack twice.");
            Assert.Equal(0, slot.Length);
        }

        Assert.Equal(slots, left.Count);
        Assert.Equal(slots, left.Select(static slot => slot.Number).Distinct().Count());

        void Work(SharedStack stack, int self, CancellationToken failed)
        {
            Random random = new(HashCode.Combine(seed, self));
            Batch.Place[] some = new Batch.Place[5];
            for (int step = 0; step < Steps; step++)
            {
                failed.ThrowIfCancellationRequested();
                int taken = random.Next(2) == 0 ? stack.PopSome(some.AsSpan(0, random.Next(1, some.Length + 1))) : TakeOne(stack, some);
                for (int index = 0; index < taken; index++)
                {
                    // The length of a slot says which thread has it.
                    Slot slot = some[index].Slot!;
                    Assert.Equal(0, Interlocked.Exchange(ref slot.Length, self));
                    if (replaces && random.Next(3) == 0)
                    {
                        some[index].Slot = slot = Replace(slot);
                        Interlocked.Exchange(ref slot.Length, self);
                    }
                }

                if (random.Next(16) == 0)
                {
                    Thread.Yield();
                }

                for (int index = 0; index < taken; index++)
                {
                    Assert.Equal(self, Interlocked.Exchange(ref some[index].Slot!.Length, 0));
                }

                Assert.True(random.Next(2) == 0
                    ? stack.TryPush(some.AsSpan(0, taken), int.MaxValue)
                    : some[..taken].All(place => stack.TryPush(place.Slot!, int.MaxValue)));
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 2)]
    [InlineData(50, 3)]
    [Trait("Requirement", "S1")]
    public void Push_ByManyThreads_LeavesNoMoreThanTheMost(int most, int seed)
    {
        const int Steps = 40_000;
        const int Threads = 4;
        SharedStack stack = new(_table);
        Slot[][] own = [.. Enumerable.Range(0, Threads).Select(_ => Enumerable.Range(0, most + 5).Select(_ => NewSlot()).ToArray())];
        Crew.Run($"most {most}, seed {seed}", [.. own.Select((slots, self) => (Action<CancellationToken>)(failed => Work(slots, self, failed)))]);
        Assert.InRange(stack.Depth, 0, most);
        int left = stack.Depth;
        for (; left > 0; left--)
        {
            Assert.NotNull(stack.TryPop());
        }

        Assert.True(stack.IsEmpty);
        Assert.Equal(0, stack.Depth);

        void Work(Slot[] slots, int self, CancellationToken failed)
        {
            Random random = new(HashCode.Combine(seed, self));
            Queue<Slot> mine = new(slots);
            for (int step = 0; step < Steps; step++)
            {
                failed.ThrowIfCancellationRequested();
                if (mine.TryPeek(out Slot? next) && random.Next(3) > 0 && stack.TryPush(next, most))
                {
                    mine.Dequeue();
                }
                else if (stack.TryPop() is { } popped)
                {
                    mine.Enqueue(popped);
                }
            }
        }
    }

    private static int TakeOne(SharedStack stack, Batch.Place[] some)
    {
        some[0].Slot = stack.TryPop();
        return some[0].Slot is null ? 0 : 1;
    }

    private Slot NewSlot()
    {
        Slot slot = new(_bucket, [], Generation.Shared);
        lock (_gate)
        {
            _table.Add(slot);
        }

        return slot;
    }

    /// <summary>Ends the slot. A new one gets its number, or that of a slot that another thread has just ended.</summary>
    private Slot Replace(Slot slot)
    {
        lock (_gate)
        {
            _table.Remove(slot.Number);
        }

        return NewSlot();
    }
}
