using System.Buffers;
using System.Runtime.CompilerServices;
using Tidepool.Slots;

namespace Tidepool.Adapters;

/// <summary>A <see cref="BytePool"/> as an <see cref="ArrayPool{T}"/>.</summary>
/// <remarks>Each slot records the generation under which its array was handed out, so that a return is refused if the array has been returned already or its
/// slot was rented as a lease since. An array's slot is mostly the hot one of its size; otherwise it is found in a weak table, to which each array is
/// added once.</remarks>
internal sealed class ArrayPoolAdapter(BytePool pool) : ArrayPool<byte>
{
    private readonly ConditionalWeakTable<byte[], ArrayRent> _rents = [];

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public override byte[] Rent(int minimumLength)
    {
        // A length that no pooled array can have has no hot slot.
        Slot hot = pool.FindHot(minimumLength, out OwnerThread thread);
        long idle = hot.ReadGeneration();
        if (!hot.IsReady(idle) || hot.Companion is not ArrayRent rent)
        {
            return RentBesideHot(minimumLength);
        }

        long generation = hot.RentByOwner(idle, minimumLength);
        if (hot.Owner != thread)
        {
            hot.Bucket.TakeBackUnrented(hot);
            return RentBesideHot(minimumLength);
        }

        rent.Generation = generation;
        return hot.Array;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public override void Return(byte[] array, bool clearArray = false)
    {
        ArgumentNullException.ThrowIfNull(array);
        Slot hot = pool.FindHot(array.Length, out OwnerThread thread);
        if (hot.Array == array && hot.Owner == thread && hot.Companion is ArrayRent rent && hot.ReadGeneration() == rent.Generation && !clearArray)
        {
            hot.ReturnByOwner(rent.Generation);
            return;
        }

        ReturnBesideHot(array, clearArray);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte[] RentBesideHot(int minimumLength)
    {
        if (minimumLength == 0)
        {
            return [];
        }

        ArrayRules.CheckLength(minimumLength);
        Slot slot = pool.RentArray(minimumLength);
        if (slot.Companion is not ArrayRent rent)
        {
            try
            {
                // An array outlives its slot if its thread has ended: then the table already has it, under the former slot.
                rent = new ArrayRent(slot);
                _rents.AddOrUpdate(slot.Array, rent);
                slot.Companion = rent;
            }
            catch (OutOfMemoryException)
            {
                new ByteLease(slot).Return();
                throw;
            }
        }

        rent.Generation = slot.Generation;
        return slot.Array;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReturnBesideHot(byte[] array, bool clearArray)
    {
        if (array.Length == 0)
        {
            return;
        }

        // Not by the slot's companion: since the array was returned, its slot may have been rented as an owner.
        if (!_rents.TryGetValue(array, out ArrayRent? rent))
        {
            throw ArrayRules.Foreign(array);
        }

        Slot slot = rent.Slot;
        long generation = slot.ReadGeneration();
        if (generation != rent.Generation)
        {
            throw slot.StaleError(rent.Generation, MisuseKind.ReturnedTwice, "an array");
        }

        if (clearArray)
        {
            Array.Clear(array);
        }

        new ByteLease(slot, generation).Return();
    }
}
