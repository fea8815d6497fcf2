using System.Buffers;
using System.Runtime.CompilerServices;
using Tidepool.Slots;
using Tidepool.Tracking;

namespace Tidepool.Adapters;

/// <summary>A <see cref="BytePool"/> that tracks its leases, as an <see cref="ArrayPool{T}"/>.</summary>
internal sealed class TrackedArrayPoolAdapter(BytePool pool) : ArrayPool<byte>
{
    /// <summary>The current or last rent of each array.</summary>
    private readonly ConditionalWeakTable<byte[], TrackedSlot> _rents = [];

    /// <inheritdoc/>
    public override byte[] Rent(int minimumLength)
    {
        if (minimumLength == 0)
        {
            return [];
        }

        ArrayRules.CheckLength(minimumLength);
        TrackedSlot slot = (TrackedSlot)pool.RentArray(minimumLength);
        byte[] array = ((PatternedBuffer)slot.Buffer).Array;
        try
        {
            _rents.AddOrUpdate(array, slot);
        }
        catch
        {
            new ByteLease(slot).Return();
            throw;
        }

        return array;
    }

    /// <inheritdoc/>
    public override void Return(byte[] array, bool clearArray = false)
    {
        ArgumentNullException.ThrowIfNull(array);
        if (array.Length == 0)
        {
            return;
        }

        Slot slot = _rents.TryGetValue(array, out TrackedSlot? rent) ? rent : throw ArrayRules.Foreign(array);
        if (clearArray && !slot.IsStale(slot.LeaseGeneration))
        {
            Array.Clear(array);
        }

        new ByteLease(slot).Return();
    }
}
