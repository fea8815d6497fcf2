using System.Buffers;
using System.Runtime.InteropServices;

namespace Tidepool.Tracking;

/// <summary>Memory that stays tied to its lease: after the return it can't be looked at, sliced into a span or pinned.</summary>
internal sealed class TrackedMemory(TrackedSlot slot) : MemoryManager<byte>
{
    // The length is fixed for the life of the slot, so this needs no look at the lease.
    public override Memory<byte> Memory => CreateMemory(slot.Length);

    public override Span<byte> GetSpan() => slot.SpanUnder(slot.LeaseGeneration);

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        slot.ThrowIfReturned();
        ArgumentOutOfRangeException.ThrowIfNegative(elementIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(elementIndex, slot.Length);
        GCHandle handle = GCHandle.Alloc(slot.Array, GCHandleType.Pinned);
        unsafe
        {
            // SAFETY: the array is pinned by the handle, which the memory handle frees, and the index lies within it.
            return new MemoryHandle((byte*)handle.AddrOfPinnedObject() + elementIndex, handle, this);
        }
    }

    /// <summary>Does nothing: the handle itself frees what pins the array.</summary>
    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
