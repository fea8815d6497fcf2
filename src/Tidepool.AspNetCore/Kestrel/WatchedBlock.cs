using System.Buffers;
using Tidepool.Slots;
using Tidepool.Tracking;

namespace Tidepool.AspNetCore.Kestrel;

/// <summary>One rent of a block in checked and guarded mode. Never used for a second one: a stale reference can't reach another renter's block, and is told of when it is disposed again.</summary>
internal sealed class WatchedBlock(Slot slot) : IMemoryOwner<byte>
{
    private readonly ByteLease _lease = new(slot);
    private readonly byte[] _array = ((PatternedBuffer)((TrackedSlot)slot).Buffer).Array;

    /// <inheritdoc/>
    public Memory<byte> Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(_lease.IsReturned, this);
            return new Memory<byte>(_array, 0, BlockPool.BlockSize);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_lease.TryReturn())
        {
            // Reported, not thrown: the interface allows it.
            _lease.Slot!.StaleError(_lease.Generation, MisuseKind.ReturnedTwice);
        }
    }
}
