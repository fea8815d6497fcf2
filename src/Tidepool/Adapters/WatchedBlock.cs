using Tidepool.Slots;
using Tidepool.Tracking;

namespace Tidepool.Adapters;

/// <summary>One rent of a block in checked and guarded mode, with its array. Never reused, so a stale reference can't reach another renter's block,
/// and a second disposal is reported.</summary>
internal sealed class WatchedBlock(Slot slot) : WatchedOwner(new ByteLease(slot))
{
    private readonly byte[] _array = ((PatternedBuffer)((TrackedSlot)slot).Buffer).Array;

    internal override Memory<byte> Bytes => new(_array, 0, slot.Length);
}
