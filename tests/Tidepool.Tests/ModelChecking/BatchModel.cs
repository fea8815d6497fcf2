using Code = System.Collections.Generic.IEnumerator<object>;

namespace Tidepool.Tests.ModelChecking;

/// <summary>Batches (Batch.cs, GivenBatches.cs, Bucket.Batches.cs). <see cref="StackModel"/> covers the stack: here a push or a pop is one step.</summary>
/// <param name="flaw">What to leave out or do wrong.</param>
/// <param name="idle">How many slots are on the stack at first.</param>
/// <param name="capacity">How many slots each thread may have in its batch at first.</param>
/// <param name="actors">The actors, those with batches first.</param>
internal sealed partial class BatchModel(BatchFlaw flaw, int idle, int capacity, params BatchActor[] actors) : Model
{
    // Memory.
    private const int Gate = 0;
    private const int Capacity = 1;
    private const int HasBatches = 2;
    private const int PlacesEach = 3;
    private const int Stack = 4;
    private const int First = 5;

    // Generations: a number of rents, and a state.
    private const int Rented = 0;
    private const int Claimed = 1;
    private const int Batched = 2;
    private const int NextRent = 4;

    private readonly int _shared = flaw == BatchFlaw.SharedLooksAsBatched ? Batched : 3;
    private readonly int _threads = actors.Count(static actor => actor <= BatchActor.Renter);
    private readonly int _slots = idle + (2 * actors.Count(static actor => actor == BatchActor.Holder))
        + (3 * actors.Count(static actor => actor == BatchActor.Giver)) + (2 * actors.Count(static actor => actor == BatchActor.Taker));

    /// <summary>The places of a batch: one more than the slots it may have.</summary>
    private readonly int _room = capacity + 1;

    private static int Generation(int slot) => First + (2 * slot);

    /// <summary>How many hands a slot is in. For the checks only.</summary>
    private static int Hands(int slot) => First + (2 * slot) + 1;

    private int Count(int thread) => First + (2 * (_slots + 1)) + (thread * (_room + 2));

    private int HasRented(int thread) => Count(thread) + 1;

    private int Place(int thread, int index) => Count(thread) + 2 + index;

    private protected override (int Cells, Code[] Actors) Begin() => (GivenCount(_threads), [.. actors.Select(CodeOf)]);

    private protected override void SetUp(World start)
    {
        start[HasBatches] = 1;
        start[Capacity] = start[PlacesEach] = capacity;
        for (int thread = 0; thread < _threads; thread++)
        {
            start[HasRented(thread)] = 1;
        }

        for (int slot = 1; slot <= _slots; slot++)
        {
            bool isOut = slot > idle;
            start[Generation(slot)] = NextRent + (isOut ? Rented : _shared);
            start[Hands(slot)] = isOut ? 1 : 0;
            start[Stack] = isOut ? start[Stack] : (start[Stack] * 8) + slot;
        }

        foreach (BatchActor _ in actors.Where(static actor => actor == BatchActor.Taker))
        {
            start[Given] = 1;
            start[GivenCount(0)] = 2;
            for (int slot = idle + 1; slot <= _slots; slot++)
            {
                start[GivenPlace(0, slot - idle - 1)] = slot;
                start[Generation(slot)] = NextRent + Batched;
                start[Hands(slot)] = 0;
            }
        }
    }

    internal override string? Check(World world)
    {
        int lying = 0;
        for (int stack = world[Stack]; stack != 0; stack /= 8)
        {
            lying += 1 << (4 * (stack % 8));
        }

        for (int slot = 1; slot <= _slots; slot++)
        {
            if (world[Hands(slot)] + ((lying >> (4 * slot)) & 15) is not (0 or 1))
            {
                return "A slot is in two places.";
            }
        }

        return null;
    }

    internal override string? CheckEnd(World end)
    {
        if (!end.HasEnded)
        {
            return "An actor is stuck.";
        }

        int batched = 0;
        for (int slot = 1; slot <= _slots; slot++)
        {
            bool isOnStack = false;
            for (int stack = end[Stack]; stack != 0; stack /= 8)
            {
                isOnStack |= stack % 8 == slot;
            }

            bool isBatched = !isOnStack && end[Generation(slot)] % NextRent == Batched && IsInABatch(end, slot);
            if (!isOnStack && !isBatched && end[Hands(slot)] == 0)
            {
                return "A slot is lost.";
            }

            batched += isBatched ? 1 : 0;
        }

        return batched <= end[PlacesEach] * (end[PlacesEach] > 1 ? 2 : 1) * _threads ? null
            : end[PlacesEach] == 0 ? "A slot is in a batch after the end of all batches."
            : "More slots are in batches than the cap has places for.";
    }

    private bool IsInABatch(World end, int slot) =>
        Enumerable.Range(0, _threads).Any(thread => Enumerable.Range(0, end[Count(thread)]).Any(index => end[Place(thread, index)] == slot))
        || Enumerable.Range(0, end[Given]).Any(batch => Enumerable.Range(0, end[GivenCount(batch)]).Any(index => end[GivenPlace(batch, index)] == slot));

    private Code CodeOf(BatchActor actor, int index) => actor switch
    {
        BatchActor.Holder => Hold(idle + 1 + (2 * index)),
        BatchActor.Giver => Give(idle + 1),
        BatchActor.Renter or BatchActor.Taker => Use(),
        BatchActor.Drainer => DrainAll(),
        _ => SetCapacity(actor == BatchActor.Lowerer ? 1 : 0),
    };

    private Code Hold(int slot)
    {
        yield return TakeBack(slot);
        yield return TakeBack(slot + 1);
        yield return Use();
    }

    private Code Give(int slot)
    {
        yield return TakeBack(slot);
        yield return TakeBack(slot + 1);
        yield return TakeBack(slot + 2);
    }

    private Code Use()
    {
        yield return "rents, or doesn't";
        if (Choose(2) == 0)
        {
            yield return Rent();
            int slot = TakeResult();
            yield return "returns what it rented, or keeps it";
            if (Choose(2) == 0 && slot != 0)
            {
                yield return TakeBack(slot);
            }
        }
    }

    /// <summary>Bucket.TryRentShared.</summary>
    private Code Rent()
    {
        yield return RentBatched();
        int slot = TakeResult();
        if (slot == 0)
        {
            yield return Take();
            slot = TakeResult();
        }

        if (slot == 0)
        {
            yield return ShareABatch();
            yield return Take();
            slot = TakeResult();
        }

        Return(slot);
    }

    /// <summary>Batch.TryRent.</summary>
    private Code RentBatched()
    {
        while (Read(Count(Actor)) > 0)
        {
            yield return "takes the last one out of its batch";
            int last = Read(Count(Actor)) - 1;
            int slot = Read(Place(Actor, last));
            Write(Count(Actor), last);
            Write(Place(Actor, last), 0);
            if (slot != 0)
            {
                yield return Change(slot, Rented + NextRent, isPlain: flaw == BatchFlaw.RentByPlainStore);
            }

            if (TakeResult() != 0)
            {
                Write(HasRented(Actor), 1);
                Return(slot);
                yield break;
            }
        }
    }

    /// <summary>Changes the state of a slot if it is in a batch: Slot.TryRentBatched, TryShareBatched and TryClaimBatched.</summary>
    private Code Change(int slot, int state, bool isPlain)
    {
        yield return "reads a generation";
        int generation = Read(Generation(slot));
        if (generation % NextRent == Batched)
        {
            yield return "takes a slot out of a batch, if it is there";
            int changed = generation + state - Batched;
            if (isPlain)
            {
                WriteRelease(Generation(slot), changed);
            }
            else if (CompareExchange(Generation(slot), changed, generation) != generation)
            {
                yield break;
            }

            Note(Hands(slot), 1);
            Return(1);
        }
    }

    /// <summary>Bucket.TryTake and Batch.TryRefill.</summary>
    private Code Take()
    {
        yield return "reads the capacity, to take some";
        int room = Math.Max(1, Read(Capacity));
        if (room > 1)
        {
            yield return TakeGiven();
            int given = TakeResult();
            if (given != 0)
            {
                Return(given);
                yield break;
            }
        }

        yield return "pops";
        int count = 0;
        int last = 0;
        int stack = Read(Stack);
        int first = stack;
        for (int popped = 0; popped < room && stack != 0; popped++)
        {
            last = popped == 0 ? stack % 8 : last;
            Note(Hands(stack % 8), 1);
            stack /= 8;
            count = popped;
        }

        Exchange(Stack, stack);
        if (last == 0)
        {
            yield break;
        }

        yield return "moves what it popped";

        // A step of its own, as are other stores below: a barrier may come before it. The top slot is rented; those below it go into the batch,
        // the lowest one first.
        WriteRelease(Generation(last), Read(Generation(last)) - _shared + Rented + NextRent);
        for (int index = count - 1; index >= 0; index--)
        {
            first /= 8;
            Put(first % 8, index, _shared);
        }

        if (room > 1)
        {
            Write(Count(Actor), count);
            Write(HasRented(Actor), 1);
            yield return LookAtCapacity(isAfterARefill: true);
        }

        Return(last);
    }

    /// <summary>Puts a slot into the batch: its state "in a batch" becomes visible after its place.</summary>
    private void Put(int slot, int index, int state)
    {
        Write(Place(Actor, index), slot);
        WriteRelease(Generation(slot), Read(Generation(slot)) - state + Batched);
        Note(Hands(slot), -1);
    }

    /// <summary>Bucket.TakeBack and Batch.Add.</summary>
    private Code TakeBack(int slot)
    {
        yield return "claims what it returns";
        Exchange(Generation(slot), Read(Generation(slot)) - Rented + Claimed);
        yield return "reads the capacity, to put";
        if (Read(Capacity) == 0)
        {
            yield return Push(slot, Claimed);
            yield break;
        }

        yield return "puts it into its batch";
        int count = Read(Count(Actor));
        Write(Count(Actor), count + 1);
        Put(slot, count, Claimed);
        yield return LookAtCapacity(isAfterARefill: false);
    }

    private Code LookAtCapacity(bool isAfterARefill)
    {
        if (flaw == (isAfterARefill ? BatchFlaw.NoLookAfterARefill : BatchFlaw.NoLookAfterAPut))
        {
            yield break;
        }

        bool isMoved = true;
        while (isMoved)
        {
            yield return "looks at the capacity";
            int allowed = Read(Capacity);
            int count = Read(Count(Actor));
            isMoved = count > (isAfterARefill && flaw == BatchFlaw.RefillLooksForZeroOnly && allowed > 0 ? capacity : allowed);
            if (isMoved)
            {
                int shared = Read(HasRented(Actor)) != 0 ? count - ((allowed + 1) / 2) : count;
                int isGiven = 0;
                if (allowed > 1)
                {
                    yield return TryGive(count, Math.Min(shared, allowed));
                    isGiven = TakeResult();
                }

                if (isGiven == 0)
                {
                    yield return ShareOldest(shared);
                }

                Write(HasRented(Actor), isAfterARefill ? 1 : 0);
                isMoved = flaw != BatchFlaw.NoLookAfterAMove;
            }
        }
    }

    private Code ShareOldest(int count)
    {
        int shared = 0;
        for (int index = 0; index < count; index++)
        {
            int slot = Read(Place(Actor, index));
            if (slot != 0)
            {
                yield return Change(slot, _shared, isPlain: flaw == BatchFlaw.ShareByPlainStore);
            }

            if (TakeResult() != 0)
            {
                if (shared < index)
                {
                    yield return "moves it down";
                    Write(Place(Actor, shared), slot);
                }

                shared++;
            }
        }

        yield return "pushes several";
        for (int index = 0; index < shared; index++)
        {
            PushHeld(Read(Place(Actor, index)));
        }

        yield return "moves the others down";
        int all = Read(Count(Actor));
        for (int index = 0; index < all; index++)
        {
            Write(Place(Actor, index), index + count < all ? Read(Place(Actor, index + count)) : 0);
        }

        Write(Count(Actor), all - count);
    }
}
