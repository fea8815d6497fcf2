using System.Buffers;

namespace Tidepool.Tracking;

/// <summary>Memory that stays tied to its lease: after the return it can't be read, pinned, or asked for its array.</summary>
internal sealed class TrackedMemory(TrackedSlot slot) : MemoryManager<byte>
{
    // The length is fixed for the life of the slot, so this need not check the lease.
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

    /// <summary>Does nothing: the handle itself unpins the array.</summary>
    public override void Unpin()
    {
    }

    /// <summary>Exposes the array, if there is one, so that callers take the same path as in standard mode.</summary>
    protected override bool TryGetArray(out ArraySegment<byte> segment)
    {
        TrackedBuffer buffer = slot.Buffer;
        slot.ThrowIfReturned();
        return buffer.TryGetArray(slot.Length, out segment);
    }

    protected override void Dispose(bool disposing)
    {
    }
}
