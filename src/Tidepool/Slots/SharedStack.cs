using System.Runtime.InteropServices;

namespace Tidepool.Slots;

/// <summary>The idle slots of one size class that are everybody's: last in, first out, without a lock.</summary>
/// <remarks>
/// The slots have numbers, and each knows the number of the one below it and how many they are together. The head is the upmost number and a version, in one word, so that a push and a pop are
/// one compare-exchange each. The version changes with each: a pop that was overtaken between its look and its exchange fails, even where the same slot is on top again. It has 36 bits, and would have to come round in between.
/// </remarks>
internal sealed class SharedStack(SlotTable table)
{
    private const long NumberMask = (1L << SlotTable.NumberBits) - 1;
    private const long NextVersion = 1L << SlotTable.NumberBits;

    private Words _words;

    /// <summary>How many slots lie here.</summary>
    internal int Depth => table.HeightOf((int)(Volatile.Read(ref _words.Head) & NumberMask));

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
    internal bool TryPush(Slot slot, int most) => TryPush(new ReadOnlySpan<Slot?>(in slot!), most);

    /// <summary>Pushes slots that show "shared", the last one on top, unless more than so many would lie here then.</summary>
    internal bool TryPush(ReadOnlySpan<Slot?> slots, int most)
    {
        if (slots.IsEmpty)
        {
            return true;
        }

        int last = slots[^1]!.Number;
        long head = Volatile.Read(ref _words.Head);
        while (true)
        {
            // What is read of the slot on top is right if that still is on top afterwards.
            int top = (int)(head & NumberMask);
            int height = table.HeightOf(top);
            long seen = Volatile.Read(ref _words.Head);
            if (seen == head)
            {
                if (height + slots.Length > most)
                {
                    return false;
                }

                foreach (Slot? slot in slots)
                {
                    slot!.Below = top;
                    table.SetIdle(slot, ++height);
                    top = slot.Number;
                }

                seen = Interlocked.CompareExchange(ref _words.Head, Next(head, last), head);
                if (seen == head)
                {
                    return true;
                }
            }

            head = seen;
        }
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
            if (seen == head && top is not null)
            {
                NoteDepth(table.HeightOf(number) - 1);
                table.SetOut(number);
                return top;
            }

            head = seen;
        }
    }

    /// <summary>Takes off as many of the upmost slots as there is room for, but at most half of those that lie here, rounded up.</summary>
    /// <param name="slots">Gets them, the upmost one last.</param>
    /// <returns>How many.</returns>
    internal int PopSome(Span<Slot?> slots)
    {
        long head = Volatile.Read(ref _words.Head);
        while (true)
        {
            int number = (int)(head & NumberMask);
            int height = table.HeightOf(number);
            int wanted = Math.Min(slots.Length, (height + 1) / 2);
            int taken = 0;
            while (taken < wanted && table.IdleAt(number) is { } slot)
            {
                taken++;
                slots[^taken] = slot;
                number = slot.Below;
            }

            long seen = taken == wanted ? Interlocked.CompareExchange(ref _words.Head, taken == 0 ? head : Next(head, number), head) : Volatile.Read(ref _words.Head);
            if (seen == head && taken == wanted)
            {
                slots[^taken..].CopyTo(slots);
                slots[taken..].Clear();
                NoteDepth(height - taken);
                foreach (Slot? slot in slots[..taken])
                {
                    table.SetOut(slot!.Number);
                }

                return taken;
            }

            slots.Clear();
            head = seen;
        }
    }

    private void NoteDepth(int depth)
    {
        if (depth < _words.Lowest)
        {
            _words.Lowest = depth;
        }
    }

    private static long Next(long head, int number) => ((head & ~NumberMask) + NextVersion) | (uint)number;

    /// <summary>On cache lines of their own: nearly every shared rent and return writes here.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 192)]
    private struct Words
    {
        [FieldOffset(64)]
        internal long Head;

        /// <summary>The fewest slots since somebody last asked.</summary>
        [FieldOffset(72)]
        internal int Lowest;
    }
}
