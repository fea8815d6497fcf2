using System.Buffers;
using Tidepool.Diagnosis;

namespace Tidepool.Tracking;

/// <summary>A buffer that records who rented and who returned it, and finds out what was written to it by code that had no right to.</summary>
/// <remarks>Used by one thread at a time, except by code that misuses it.</remarks>
internal abstract class TrackedBuffer(int capacity)
{
    /// <summary>The most bytes that can be requested.</summary>
    internal int Capacity => capacity;

    /// <summary>The trace of its last rent.</summary>
    internal RentTrace? Rented { get; private set; }

    /// <summary>The trace of its last return; null while it is out.</summary>
    internal RentTrace? Returned { get; private set; }

    /// <summary>The number of bytes that the last rent requested. Where these bytes are in the buffer depends on it.</summary>
    internal int Asked { get; private set; }

    /// <summary>The number of bytes that the renter has: those requested, or fewer if the lease was converted to a shorter one.</summary>
    internal int Length { get; private set; }

    /// <summary>For how many steps of the decay it has been back.</summary>
    internal int IdleSteps { get; set; }

    /// <summary>Hands the buffer out. If it throws, nothing has changed.</summary>
    /// <exception cref="OutOfMemoryException">The system has no memory for it.</exception>
    internal void Lend(int length, bool isCleared, RentTrace trace)
    {
        Open(length, isCleared);
        Asked = length;
        Length = length;
        Rented = trace;
        Returned = null;
        IdleSteps = 0;
    }

    /// <summary>Leaves the renter only the first of its bytes. A write to the others from now on is found as an overrun.</summary>
    internal void Shorten(int length)
    {
        Withdraw(length);
        Length = length;
    }

    /// <summary>Takes the buffer back.</summary>
    /// <returns>What was written outside the requested bytes; null if nothing was.</returns>
    /// <exception cref="OutOfMemoryException">There is no memory to report what was found, or the system has none to take the buffer back with.
    /// It must not be lent again.</exception>
    internal Damage? TakeBack(RentTrace? trace)
    {
        Returned = trace;
        return Close();
    }

    /// <summary>The bytes of a rent that requested this many.</summary>
    internal abstract Span<byte> BytesOf(int length);

    /// <summary>A handle to these bytes from an index on. The memory that owns the handle keeps the buffer alive.</summary>
    internal abstract MemoryHandle Pin(int length, int index, IPinnable owner);

    /// <summary>Gets the first bytes as an array segment, if they are in an array.</summary>
    internal virtual bool TryGetArray(int length, out ArraySegment<byte> segment)
    {
        segment = default;
        return false;
    }

    /// <summary>What was written since the buffer was taken back, if that can be known; null if nothing was.</summary>
    internal virtual Damage? Inspect() => null;

    /// <summary>Releases the buffer, which isn't rented any more.</summary>
    internal virtual void Free()
    {
    }

    private protected abstract void Open(int length, bool isCleared);

    /// <summary>Fills the bytes from an index up to <see cref="Length"/> with the pattern expected outside the renter's bytes.</summary>
    private protected abstract void Withdraw(int from);

    private protected abstract Damage? Close();
}
