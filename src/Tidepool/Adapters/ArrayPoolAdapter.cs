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
    [MethodImpl(MethodImplOptions.NoInlining)]
    public override byte[] Rent(int minimumLength)
    {
        // What isn't a length of a pooled array has no hot slot.
        Slot hot = pool.FindHot(minimumLength, out Home home);
        long idle = hot.ReadGeneration();
        if (!hot.IsReady(idle) || hot.Notes.RentedAsArray == 0)
        {
            return RentBesideHot(minimumLength);
        }

        long generation = hot.RentAtHome(idle, minimumLength);
        if (!hot.IsAt(home))
        {
            hot.GiveUpRent();
            return RentBesideHot(minimumLength);
        }

        hot.Notes.RentedAsArray = generation;
        return hot.Array;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public override void Return(byte[] array, bool clearArray = false)
    {
        ArgumentNullException.ThrowIfNull(array);
        Slot hot = pool.FindHot(array.Length, out Home home);
        long generation = hot.ReadGeneration();
        if (hot.Array == array && generation == hot.Notes.RentedAsArray && hot.IsAt(home) && !clearArray)
        {
            hot.ReturnAtHome(generation);
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
        if (slot.Notes.RentedAsArray == 0)
        {
            // An array outlives its slot where another thread took it over: then it is known already, under the former one.
            _slots.AddOrUpdate(slot.Array, slot);
        }

        slot.Notes.RentedAsArray = slot.Generation;
        return slot.Array;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReturnBesideHot(byte[] array, bool clearArray)
    {
        if (array.Length == 0)
        {
            return;
        }

        Slot hot = pool.FindHot(array.Length, out _);
        Slot slot = hot.Array == array ? hot : _slots.TryGetValue(array, out Slot? known) ? known : throw ArrayRules.Foreign(array);
        long generation = slot.ReadGeneration();
        if (generation != slot.Notes.RentedAsArray)
        {
            throw slot.Notes.RentedAsArray == 0 ? ArrayRules.Foreign(array) : slot.StaleError(slot.Notes.RentedAsArray, MisuseKind.ReturnedTwice, "an array");
        }

        if (clearArray)
        {
            Array.Clear(array);
        }

        new ByteLease(slot, generation).Return();
    }
}
