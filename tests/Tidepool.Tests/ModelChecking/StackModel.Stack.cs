using Code = System.Collections.Generic.IEnumerator<object>;

namespace Tidepool.Tests.ModelChecking;

/// <content>The stack itself: SharedStack.cs.</content>
internal sealed partial class StackModel
{
    private Code TryPush(int slot, int allowed)
    {
        yield return TryReserve(1, allowed);
        if (TakeResult() == 0)
        {
            yield break;
        }

        bool isLate = flaw == StackFlaw.EntrySetAfterThePush;
        if (!isLate)
        {
            Write(Entry(Read(Number(slot))), slot);
        }

        yield return Push(slot, slot);
        if (isLate)
        {
            yield return "sets the entry too late";
            Exchange(Entry(Read(Number(slot))), slot);
        }

        Return(1);
    }

    private Code TryPushBoth(int bottom, int top)
    {
        yield return TryReserve(2, most);
        if (TakeResult() == 0)
        {
            yield break;
        }

        Write(Below(bottom), 0);
        Write(Entry(Read(Number(bottom))), bottom);
        Write(Below(top), Read(Number(bottom)));
        Write(Entry(Read(Number(top))), top);
        yield return Push(bottom, top);
        Return(1);
    }

    private Code TryReserve(int count, int allowed)
    {
        bool isLate = flaw == StackFlaw.DepthCountedAfterThePush;
        yield return "reserves depth";
        bool isReserved = (isLate ? Read(Depth) + count : Add(Depth, count)) <= allowed;
        if (!isReserved && !isLate)
        {
            yield return "gives back the depth";
            Add(Depth, -count);
        }

        Return(isReserved ? 1 : 0);
    }

    private Code Push(int bottom, int top)
    {
        yield return "reads the head, to push";
        int head = Read(Head);
        bool isFirst = true;
        bool isPushed = false;
        while (!isPushed)
        {
            if (isFirst || flaw != StackFlaw.BelowSetOnlyOnce)
            {
                Write(Below(bottom), head % NextVersion);
            }

            yield return "pushes by compare-exchange";
            int seen = CompareExchange(Head, Next(head, Read(Number(top))), head);
            isPushed = seen == head;
            isFirst = false;
            head = seen;
        }

        Note(Hands(top), -1);
        Note(Hands(bottom), bottom == top ? 0 : -1);
        if (flaw == StackFlaw.DepthCountedAfterThePush)
        {
            yield return "counts what it pushed, too late";
            Add(Depth, bottom == top ? 1 : 2);
        }
    }

    private Code TryPop()
    {
        yield return "reads the head, to pop";
        int head = Read(Head);
        while (head % NextVersion != 0)
        {
            int number = head % NextVersion;
            yield return "reads the entry";
            int top = Read(Entry(number));
            yield return "reads what is below";
            int below = top == 0 ? 0 : Read(Below(top));
            if (top != 0 && flaw == StackFlaw.EntryClearedBeforeThePop)
            {
                Write(Entry(number), 0);
            }

            yield return ReleaseEarly(1);
            yield return top == 0 ? "reads the head again" : "pops by compare-exchange";
            int seen = top == 0 ? Read(Head) : CompareExchange(Head, Next(head, below), head);
            if (seen == head && top != 0)
            {
                Take(top, number);
                yield return Release(1);
                Return(top);
                yield break;
            }

            yield return ReleaseEarly(-1);
            head = seen;
        }
    }

    /// <summary>SharedStack.PopSome, with room for two. Returns the lower slot times eight, plus the top one.</summary>
    private Code PopTwo()
    {
        yield return "reads the depth";
        int wanted = Math.Min(2, Read(Depth));
        yield return "reads the head, to pop some";
        int head = Read(Head);
        while (wanted > 0)
        {
            int number = head % NextVersion;
            int taken = 0;
            int slots = 0;
            int slot = 1;
            while (taken < wanted && number != 0 && slot != 0)
            {
                yield return "reads an entry";
                slot = Read(Entry(number));
                if (slot != 0)
                {
                    slots |= slot << (3 * taken++);
                    yield return "reads what is below it";
                    number = Read(Below(slot));
                }
            }

            bool isWhole = taken == wanted || number == 0;
            yield return isWhole ? "pops some by compare-exchange" : "reads the head again";
            int seen = isWhole ? CompareExchange(Head, Next(head, number), head) : Read(Head);
            if (isWhole && seen == head)
            {
                for (int left = slots; left != 0; left >>= 3)
                {
                    Take(left & 7, Read(Number(left & 7)));
                }

                yield return Release(taken);
                Return(slots);
                yield break;
            }

            head = seen;
        }
    }

    /// <summary>Clears the entry of a popped slot, by a plain store.</summary>
    private void Take(int slot, int number)
    {
        Note(Hands(slot), 1);
        if (flaw != StackFlaw.PoppedEntryNotCleared)
        {
            Write(Entry(number), 0);
        }
    }

    private Code Release(int count)
    {
        yield return "releases its depth";
        Add(Depth, flaw == StackFlaw.DepthReleasedBeforeThePop ? 0 : -count);
    }

    private Code ReleaseEarly(int count)
    {
        if (flaw == StackFlaw.DepthReleasedBeforeThePop)
        {
            yield return "releases its depth too soon";
            Add(Depth, -count);
        }
    }

    private int Next(int head, int number) => (flaw == StackFlaw.NoVersion ? 0 : head - (head % NextVersion) + NextVersion) + number;
}
