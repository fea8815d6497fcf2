using Code = System.Collections.Generic.IEnumerator<object>;

namespace Tidepool.Tests.ModelChecking;

/// <summary>The shared stack (SharedStack.cs, SlotTable.cs, and the cap from Bucket.cs): numbered slots, each with the number of the slot below,
/// and a head with a version.</summary>
/// <param name="flaw">What to leave out or do wrong.</param>
/// <param name="idle">How many slots are on the stack at first.</param>
/// <param name="most">The cap.</param>
/// <param name="actors">The actors.</param>
internal sealed partial class StackModel(StackFlaw flaw, int idle, int most, params StackActor[] actors) : Model
{
    /// <summary>One more slot can be made than is on the stack at first; a number can be given twice.</summary>
    private readonly int _slots = idle + 1;

    // Memory. Slots and their numbers start at 1; slot 0 is null, and number 0 the end of the stack.
    private const int Head = 0;
    private const int Depth = 1;
    private const int Gate = 2;
    private const int Places = 3;
    private const int Made = 4;
    private const int First = 5;

    /// <summary>A head is a number and a version.</summary>
    private const int NextVersion = 8;

    /// <summary>The table of idle slots.</summary>
    private int Entry(int number) => First + number;

    private int Below(int slot) => First + (_slots + 1) + slot;

    /// <summary>The number of a slot; 0 once the slot was dropped. Changes under the lock.</summary>
    private int Number(int slot) => First + (2 * (_slots + 1)) + slot;

    /// <summary>How many hands a slot is in. For the checks only.</summary>
    private int Hands(int slot) => First + (3 * (_slots + 1)) + slot;

    /// <summary>Whether a slot is rented now. For the checks only.</summary>
    private int Out(int slot) => First + (4 * (_slots + 1)) + slot;

    private protected override (int Cells, Code[] Actors) Begin() => (First + (5 * (_slots + 1)), Array.ConvertAll(actors, CodeOf));

    private protected override void SetUp(World start)
    {
        for (int slot = 1; slot <= idle; slot++)
        {
            start[Entry(slot)] = start[Number(slot)] = slot;
            start[Below(slot)] = slot - 1;
        }

        start[Head] = start[Depth] = start[Made] = idle;
    }

    internal override string? Check(World world)
    {
        int lying = 0;
        int depth = 0;
        for (int number = world[Head] % NextVersion; number != 0; number = world[Below(world[Entry(number)])])
        {
            int slot = world[Entry(number)];
            if (slot == 0 || world[Number(slot)] != number)
            {
                return "A number on the stack is not the entry's.";
            }

            if ((lying & (1 << slot)) != 0 || world[Hands(slot)] != 0)
            {
                return "A slot is in two places.";
            }

            lying |= 1 << slot;
            depth++;
        }

        for (int slot = 1; slot <= _slots; slot++)
        {
            int places = world[Hands(slot)] + ((lying >> slot) & 1);
            if (places != (world[Number(slot)] != 0 ? 1 : 0))
            {
                return places > 1 ? "A slot is in two places." : "A slot is lost.";
            }

            if (world[Out(slot)] != 0 && world[Entry(world[Number(slot)])] == slot)
            {
                return "A slot that is out can be reached.";
            }
        }

        return depth > most ? "More slots are idle than allowed." : null;
    }

    internal override string? CheckEnd(World end)
    {
        if (!end.HasEnded)
        {
            return "An actor is stuck.";
        }

        int depth = 0;
        for (int number = end[Head] % NextVersion; number != 0; number = end[Below(end[Entry(number)])])
        {
            depth++;
        }

        return depth != end[Depth] ? "The depth is wrong."
            : depth + end[Places] > most ? "More slots are idle than allowed."
            : null;
    }

    private Code CodeOf(StackActor actor) => actor switch
    {
        StackActor.One => One(),
        StackActor.Two => Two(),
        StackActor.Both or StackActor.Several => Several(actor == StackActor.Both),
        StackActor.Trimmer => Trim(),
        _ => KeepAPlace(),
    };

    private Code One()
    {
        yield return TryPop();
        int slot = TakeResult();
        if (slot == 0)
        {
            yield return Make();
            slot = TakeResult();
        }

        if (slot != 0)
        {
            Note(Out(slot), 1);
            yield return "is about to return its slot";
            Note(Out(slot), -1);
            yield return PutBack(slot);
        }
    }

    private Code Two()
    {
        yield return TryPop();
        int first = TakeResult();
        yield return TryPop();
        int second = TakeResult();
        if (first != 0)
        {
            yield return PutBack(first);
        }

        if (second != 0)
        {
            yield return PutBack(second);
        }
    }

    private Code Several(bool asOne)
    {
        yield return PopTwo();
        int slots = TakeResult();
        int top = slots & 7;
        int bottom = slots >> 3;
        if (asOne && bottom != 0)
        {
            // The other way round.
            yield return TryPushBoth(top, bottom);
            if (TakeResult() != 0)
            {
                yield break;
            }
        }

        if (bottom != 0)
        {
            yield return PutBack(bottom);
        }

        if (top != 0)
        {
            yield return PutBack(top);
        }
    }

    /// <summary>Drops the top slot.</summary>
    private Code Trim()
    {
        yield return "enters the lock to trim";
        Enter(Gate);
        if (flaw == StackFlaw.NumberFreedBeforeThePop)
        {
            yield return "frees the number that is on top";
            int top = Read(Entry(Read(Head) % NextVersion));
            Note(Number(top), -Read(Number(top)));
        }

        yield return TryPop();
        int slot = TakeResult();
        if (slot != 0)
        {
            yield return Drop(slot);
        }

        Exit(Gate);
    }

    private Code KeepAPlace()
    {
        yield return "enters the lock to keep a place";
        Enter(Gate);
        if (flaw == StackFlaw.NoFenceAfterPlacesAreKept)
        {
            WriteRelease(Places, 1);
        }
        else
        {
            Exchange(Places, 1);
        }

        yield return "looks at the depth";
        if (Read(Depth) > most - 1)
        {
            WriteRelease(Places, 0);
        }

        yield return "leaves the lock";
        Exit(Gate);
    }

    /// <summary>Bucket.AdoptNew: takes the lowest free number.</summary>
    private Code Make()
    {
        yield return "enters the lock to make a slot";
        Enter(Gate);
        int slot = Read(Made) + 1;
        if (slot <= _slots)
        {
            Exchange(Made, slot);
            int number = 1;
            while (IsGiven(number))
            {
                number++;
            }

            Write(Entry(number), 0);
            Write(Number(slot), number);
            Note(Hands(slot), 1);
            Fence();
        }

        yield return "leaves the lock";
        Exit(Gate);
        Return(slot <= _slots ? slot : 0);
    }

    private bool IsGiven(int number)
    {
        for (int slot = 1; slot <= _slots; slot++)
        {
            if (Read(Number(slot)) == number)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Bucket.TryPush, and what its callers do if that fails. The caller has claimed the slot.</summary>
    private Code PutBack(int slot)
    {
        yield return "reads the cap";
        int allowed = most - Read(Places);
        yield return TryPush(slot, allowed);
        if (TakeResult() == 0)
        {
            yield return Drop(slot);
            yield break;
        }

        // A cap that doesn't change while actors run needs no second look.
        bool isExcess = actors.Contains(StackActor.Keeper) && flaw != StackFlaw.NoLookAfterThePush;
        while (isExcess)
        {
            yield return "reads the cap again";
            int now = most - Read(Places);
            yield return "reads the depth";
            isExcess = now < allowed && Read(Depth) > now;
            if (isExcess)
            {
                yield return TryPop();
                int excess = TakeResult();
                isExcess = excess != 0;
                if (isExcess)
                {
                    yield return Drop(excess);
                }
            }
        }
    }

    /// <summary>Bucket.DropHeld: under the lock, which a trimmer already holds.</summary>
    private Code Drop(int slot)
    {
        yield return "drops a slot under the lock";
        WaitUntil(Read(Gate) == 0 || Read(Gate) == Actor + 1);
        Note(Hands(slot), -1);
        int number = Read(Number(slot));
        if (number != 0)
        {
            Exchange(Entry(number), 0);
            Exchange(Number(slot), 0);
        }
    }
}
