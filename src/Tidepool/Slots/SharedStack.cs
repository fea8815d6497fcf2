using System.Runtime.InteropServices;

namespace Tidepool.Slots;

/// <summary>The idle slots of one size class that are everybody's: last in, first out, without a lock.</summary>
/// <remarks>
/// The slots have numbers, and each knows the number of the one below it. The head is the upmost number and a version, in one word,
/// so that a push and a pop are one compare-exchange each, of however many slots. The version changes with each:
/// a pop that was overtaken between its look and its exchange fails, even where the same slot is on top again. It has 36 bits,
/// and would have to come round in between.
/// </remarks>
internal sealed class SharedStack(SlotTable table)
{
    private const long NumberMask = (1L << SlotTable.NumberBits) - 1;
    private const long NextVersion = 1L << SlotTable.NumberBits;

    private Words _words;

    /// <summary>How many slots lie here, or are just being pushed.</summary>
    internal int Depth => Volatile.Read(ref _words.Depth);

    internal bool IsEmpty => (Volatile.Read(ref _words.Head) & NumberMask) == 0;

    /// <summary>The fewest that lay here since this was last asked: so many have not been used meanwhile.</summary>
    internal int TakeLowest()
    {
        int depth = Depth;
        int lowest = Math.Min(Volatile.Read(ref _words.Lowest), depth);
        Volatile.Write(ref _words.Lowest, depth);
        return lowest;
    }

    /// <summary>Pushes a slot that shows "shared", unless so many lie here already. Whoever claimed it.</summary>
    internal bool TryPush(Slot slot, int most)
    {
        if (!TryReserve(1, most))
        {
            return false;
        }

        table.SetIdle(slot);
        Push(slot, slot);
        return true;
    }

    /// <summary>Pushes slots that show "shared", the last one on top, unless more than so many would lie here then.</summary>
    internal bool TryPush(ReadOnlySpan<Batch.Place> slots, int most)
    {
        if (!TryReserve(slots.Length, most))
        {
            return false;
        }

        int below = 0;
        foreach (Batch.Place place in slots)
        {
            place.Slot!.Below = below;
            below = place.Slot.Number;
            table.SetIdle(place.Slot);
        }

        if (slots is [{ Slot: { } bottom }, .., { Slot: { } top }])
        {
            Push(bottom, top);
        }
        else if (slots is [{ Slot: { } only }])
        {
            Push(only, only);
        }

        return true;
    }

    /// <summary>Takes the upmost slot off; null when there is none. It is the caller's to rent, or to drop.</summary>
    internal Slot? TryPop()
    {
        long head = Volatile.Read(ref _words.Head);
        while (true)
        {
            int number = (int)(head & NumberMask);
            if (number == 0)
            {
                return null;
            }

            // Null, or some other slot, only where the head has changed since.
            Slot? top = table.IdleAt(number);
            long seen = top is null ? Volatile.Read(ref _words.Head) : Interlocked.CompareExchange(ref _words.Head, Next(head, top.Below), head);
            if (seen == head)
            {
                if (top is null)
                {
                    // The table has been finalized: this is a finalizer too.
                    return null;
                }

                table.SetOut(number);
                Release(1);
                return top;
            }

            head = seen;
        }
    }

    /// <summary>Takes off as many of the upmost slots as there is room for.</summary>
    /// <param name="slots">Gets them, the upmost one last.</param>
    /// <returns>How many.</returns>
    internal int PopSome(Span<Batch.Place> slots)
    {
        int wanted = Math.Min(slots.Length, Depth);
        long head = Volatile.Read(ref _words.Head);
        while (wanted > 0)
        {
            int number = (int)(head & NumberMask);
            int taken = 0;
            while (taken < wanted && number != 0 && table.IdleAt(number) is { } slot)
            {
                taken++;
                slots[wanted - taken].Slot = slot;
                number = slot.Below;
            }

            // Fewer than wanted where the stack ends, or has changed.
            bool isWhole = taken == wanted || number == 0;
            long seen = isWhole ? Interlocked.CompareExchange(ref _words.Head, Next(head, number), head) : Volatile.Read(ref _words.Head);
            if (isWhole && seen == head)
            {
                slots.Slice(wanted - taken, taken).CopyTo(slots);
                slots[taken..wanted].Clear();
                foreach (Batch.Place place in slots[..taken])
                {
                    table.SetOut(place.Slot!.Number);
                }

                Release(taken);
                return taken;
            }

            slots[..wanted].Clear();
            if (seen == head)
            {
                // As above.
                return 0;
            }

            head = seen;
        }

        return 0;
    }

    private static long Next(long head, int number) => ((head & ~NumberMask) + NextVersion) | (uint)number;

    /// <summary>Pushes a chain of slots.</summary>
    private void Push(Slot bottom, Slot top)
    {
        long head = Volatile.Read(ref _words.Head);
        while (true)
        {
            bottom.Below = (int)(head & NumberMask);
            long seen = Interlocked.CompareExchange(ref _words.Head, Next(head, top.Number), head);
            if (seen == head)
            {
                return;
            }

            head = seen;
        }
    }

    private bool TryReserve(int count, int most)
    {
        if (Interlocked.Add(ref _words.Depth, count) <= most)
        {
            return true;
        }

        Interlocked.Add(ref _words.Depth, -count);
        return false;
    }

    private void Release(int count)
    {
        int depth = Interlocked.Add(ref _words.Depth, -count);
        if (depth < _words.Lowest)
        {
            _words.Lowest = depth;
        }
    }

    /// <summary>On cache lines of their own: every push and pop writes here.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 192)]
    private struct Words
    {
        [FieldOffset(64)]
        internal long Head;

        [FieldOffset(72)]
        internal int Depth;

        /// <summary>The fewest slots since somebody last asked.</summary>
        [FieldOffset(76)]
        internal int Lowest;
    }
}
