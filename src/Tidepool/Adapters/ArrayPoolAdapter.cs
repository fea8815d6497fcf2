using System.Buffers;
using System.Runtime.CompilerServices;
using Tidepool.Slots;

namespace Tidepool.Adapters;

/// <summary>A <see cref="BytePool"/> as an <see cref="ArrayPool{T}"/>.</summary>
/// <remarks>A slot notes under which generation its array was handed out as such, so that an array which has been returned, or was rented as a lease since, is refused. Which slot an array belongs to:
/// mostly the hot one of its size; else a weak table tells, to which each array is added once.</remarks>
internal sealed class ArrayPoolAdapter(BytePool pool) : ArrayPool<byte>
{
    private readonly ConditionalWeakTable<byte[], Slot> _slots = [];

    /// <inheritdoc/>
    public override byte[] Rent(int minimumLength)
    {
        if (minimumLength == 0)
        {
            return [];
        }

        ArrayRules.CheckLength(minimumLength);
        Slot slot = pool.RentArray(minimumLength);
        if (slot.Notes.RentedAsArray == 0)
        {
            // An array outlives its slot where another thread took it over: then it is known already, under the former one.
            _slots.AddOrUpdate(slot.Array, slot);
        }

        slot.Notes.RentedAsArray = slot.Generation;
        return slot.Array;
    }

    /// <inheritdoc/>
    public override void Return(byte[] array, bool clearArray = false)
    {
        ArgumentNullException.ThrowIfNull(array);
        if (array.Length == 0)
        {
            return;
        }

        Slot slot = pool.FindHotArray(array) ?? (_slots.TryGetValue(array, out Slot? known) ? known : throw ArrayRules.Foreign(array));
        long generation = slot.ReadGeneration();
        if (generation != slot.Notes.RentedAsArray)
        {
            throw slot.Notes.RentedAsArray == 0 ? ArrayRules.Foreign(array) : slot.StaleError(slot.Notes.RentedAsArray, MisuseKind.ReturnedTwice);
        }

        if (clearArray)
        {
            Array.Clear(array);
        }

        new ByteLease(slot, generation).Return();
    }
}
