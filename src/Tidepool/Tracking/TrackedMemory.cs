using System.Buffers;

namespace Tidepool.Tracking;

/// <summary>Memory that stays tied to its lease: after the return it can't be looked at, sliced into a span or pinned.</summary>
internal sealed class TrackedMemory(TrackedSlot slot) : MemoryManager<byte>
{
    // The length is fixed for the life of the slot, so this needs no look at the lease.
    public override Memory<byte> Memory => CreateMemory(slot.Length);

    public override Span<byte> GetSpan() => slot.SpanUnder(slot.LeaseGeneration);

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        TrackedBuffer buffer = slot.Buffer;
        slot.ThrowIfReturned();
        ArgumentOutOfRangeException.ThrowIfNegative(elementIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(elementIndex, slot.Length);
        return buffer.Pin(slot.Asked, elementIndex, this);
    }

    /// <summary>Does nothing: what pins an array is freed by the handle itself.</summary>
    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
