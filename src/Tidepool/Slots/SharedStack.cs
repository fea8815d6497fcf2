using System.Runtime.InteropServices;

namespace Tidepool.Slots;

/// <summary>The idle shared slots of one size class: last in, first out, without a lock.</summary>
/// <remarks>
/// Slots have numbers, and each slot knows the number of the one below it. The head is the topmost number and a version, in one word,
/// so that a push or a pop is one compare-exchange, of however many slots. Each of them changes the version: a pop that was overtaken between its look and
/// its exchange fails, even if the same slot is on top again. The version has 36 bits, and would have to wrap around in between.
/// </remarks>
internal sealed class SharedStack(SlotTable table)
{
    private const long NumberMask = (1L << SlotTable.NumberBits) - 1;
    private const long NextVersion = 1L << SlotTable.NumberBits;

    private Words _words;

    /// <summary>How many slots lie here, including those that are just being pushed.</summary>
    internal int Depth => Volatile.Read(ref _words.Depth);

    internal bool IsEmpty => (Volatile.Read(ref _words.Head) & NumberMask) == 0;

    /// <summary>The fewest slots that lay here since the last call: that many have not been used meanwhile.</summary>
    internal int TakeLowest()
    {
        int depth = Depth;
        int lowest = Math.Min(Volatile.Read(ref _words.Lowest), depth);
        Volatile.Write(ref _words.Lowest, depth);
        return lowest;
    }

    /// <summary>Pushes a slot that shows "shared", unless that many lie here already. For the thread that claimed it.</summary>
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

    /// <summary>Pushes slots that show "shared", the last one on top, unless more than that many would lie here then.</summary>
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

    /// <summary>Pops the topmost slot, for the caller to rent or drop; null if there is none.</summary>
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
                    // The table has been finalized, so this is a finalizer too.
                    return null;
                }

                table.SetOut(number);
                Release(1);
                return top;
            }

            head = seen;
        }
    }

    /// <summary>Pops as many slots as there is room for.</summary>
    /// <param name="slots">Gets the slots, the topmost one last.</param>
    /// <returns>How many were popped.</returns>
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

            // Fewer than wanted if the stack ends, or has changed.
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

        /// <summary>The fewest slots since <see cref="TakeLowest"/>.</summary>
        [FieldOffset(76)]
        internal int Lowest;
    }
}
