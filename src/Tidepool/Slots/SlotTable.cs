using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidepool.Slots;

/// <summary>All slots of one size class by their numbers: strong references to those on the shared stack, weak ones to all.</summary>
/// <remarks>
/// <para>
/// A lease that is dropped takes its slot and its buffer with it at the next collection that finds them, as a plain array would go: nothing here keeps them
/// alive. What is left is the number with an empty weak handle, which tells the bucket. The handles track resurrection,
/// so that a lease which a finalizer still returns isn't taken for a dropped one.
/// </para>
/// <para>Numbers are given and taken back under the bucket's lock. Any thread may call <see cref="IdleAt"/>:
/// its result is right only while the slot lies on the stack.</para>
/// </remarks>
internal sealed class SlotTable
{
    /// <summary>The bits of a number, which limit how many slots one size class can have.</summary>
    internal const int NumberBits = 28;

    /// <summary>A chunk's numbers in use are the bits of one word.</summary>
    private const int ChunkBits = 6;
    private const int ChunkSize = 1 << ChunkBits;

    /// <summary>Entries never move, so they are kept in small chunks. Null where all numbers of a chunk are free.</summary>
    private Chunk?[] _chunks = [];

    /// <summary>No chunk before this one has a free number.</summary>
    private int _firstFree;

    /// <summary>Frees the handles, once neither the pool nor any lease can reach them.</summary>
    ~SlotTable()
    {
        foreach (Chunk? chunk in _chunks)
        {
            for (int index = 0; chunk is not null && index < ChunkSize; index++)
            {
                chunk.Entries[index].Handle.Dispose();
            }
        }

        // An object that is finalized later may still return a lease.
        _chunks = [];
    }

    /// <summary>Gives a slot a number. Under the bucket's lock. Changes nothing if it throws.</summary>
    /// <exception cref="OutOfMemoryException">There is no memory for it, or there are no more numbers.</exception>
    internal void Add(Slot slot)
    {
        Chunk chunk = ChunkWithFreeNumber();
        int index = BitOperations.TrailingZeroCount(~chunk.Taken);
        chunk.Entries[index] = new Entry { Handle = new WeakGCHandle<Slot>(slot, trackResurrection: true) };
        chunk.Taken |= 1UL << index;
        slot.Number = (_firstFree << ChunkBits) + index + 1;
    }

    /// <summary>Takes a number back. Under the bucket's lock.</summary>
    internal void Remove(int number)
    {
        if (ChunkOf(number) is not { } chunk)
        {
            return;
        }

        int index = IndexOf(number);
        chunk.Entries[index].Handle.Dispose();
        chunk.Entries[index] = default;
        chunk.Taken &= ~(1UL << index);
        int place = (number - 1) >> ChunkBits;
        _firstFree = Math.Min(_firstFree, place);
        if (chunk.Taken == 0)
        {
            _chunks[place] = null;
        }
    }

    /// <summary>Gives the number to another slot. Under the bucket's lock.</summary>
    internal void Replace(int number, Slot slot)
    {
        if (ChunkOf(number) is { } chunk)
        {
            chunk.Entries[IndexOf(number)].Handle.SetTarget(slot);
            slot.Number = number;
        }
    }

    /// <summary>Keeps a slot alive, before it is pushed to the stack. For the thread that claimed it.</summary>
    internal void SetIdle(Slot slot) => ChunkOf(slot.Number)?.Entries[IndexOf(slot.Number)].Idle = slot;

    /// <summary>The slot with that number, if it lies on the stack; else null, or another slot.</summary>
    internal Slot? IdleAt(int number) => ChunkOf(number)?.Entries[IndexOf(number)].Idle;

    /// <summary>Keeps the slot alive no longer. For the thread that popped it.</summary>
    internal void SetOut(int number) => ChunkOf(number)?.Entries[IndexOf(number)].Idle = null;

    /// <summary>The next number in use; 0 after the last one. Under the bucket's lock. Allocates nothing,
    /// since finalizers enumerate the numbers too.</summary>
    /// <param name="number">The previous number; 0 for the first.</param>
    internal int NextAfter(int number)
    {
        int skipped = IndexOf(number + 1);
        for (int place = number >> ChunkBits; place < _chunks.Length; place++)
        {
            ulong taken = (_chunks[place]?.Taken ?? 0) >> skipped << skipped;
            if (taken != 0)
            {
                return (place << ChunkBits) + BitOperations.TrailingZeroCount(taken) + 1;
            }

            skipped = 0;
        }

        return 0;
    }

    /// <summary>Finds the slot with that number; false if it was collected with its dropped lease, or the number is free. Under the bucket's lock.</summary>
    internal bool TryGet(int number, [NotNullWhen(true)] out Slot? slot)
    {
        slot = null;
        return ChunkOf(number) is { } chunk && chunk.Entries[IndexOf(number)].Handle is { IsAllocated: true } handle && handle.TryGetTarget(out slot);
    }

    private static int IndexOf(int number) => (number - 1) & (ChunkSize - 1);

    private Chunk? ChunkOf(int number)
    {
        Chunk?[] chunks = Volatile.Read(ref _chunks);
        uint place = (uint)(number - 1) >> ChunkBits;
        return place < (uint)chunks.Length ? chunks[place] : null;
    }

    private Chunk ChunkWithFreeNumber()
    {
        while (true)
        {
            if (_firstFree >= _chunks.Length)
            {
                if (_firstFree >= 1 << (NumberBits - ChunkBits))
                {
#pragma warning disable CA2201 // The process runs out of memory long before this.
                    throw new OutOfMemoryException($"A pool can have at most {(1 << NumberBits) - 1:N0} buffers of one size.");
#pragma warning restore CA2201
                }

                Chunk?[] chunks = new Chunk?[Math.Max(4, _chunks.Length * 2)];
                _chunks.CopyTo(chunks, 0);
                Volatile.Write(ref _chunks, chunks);
            }

            Chunk chunk = _chunks[_firstFree] ??= new Chunk();
            if (chunk.Taken != ulong.MaxValue)
            {
                return chunk;
            }

            _firstFree++;
        }
    }

    /// <summary>The entries of 64 numbers.</summary>
    private sealed class Chunk
    {
        /// <summary>A bit for each number in use.</summary>
        internal ulong Taken;

        internal Entries Entries;
    }

    [InlineArray(ChunkSize)]
    private struct Entries
    {
        private Entry _first;
    }

    private struct Entry
    {
        /// <summary>The slot while it lies on the stack.</summary>
        internal Slot? Idle;

        internal WeakGCHandle<Slot> Handle;
    }
}
