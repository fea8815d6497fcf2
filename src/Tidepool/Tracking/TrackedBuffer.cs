using System.Buffers;
using Tidepool.Diagnosis;

namespace Tidepool.Tracking;

/// <summary>A buffer of which it is known who rented and who returned it, and which tells what was done to it that nobody had a right to.</summary>
/// <remarks>Used by one thread at a time, except by those who misuse it.</remarks>
internal abstract class TrackedBuffer(int capacity)
{
    /// <summary>Bytes that may be asked for.</summary>
    internal int Capacity => capacity;

    /// <summary>Who rented it last.</summary>
    internal RentTrace? Rented { get; private set; }

    /// <summary>Who returned it last; null while it is out.</summary>
    internal RentTrace? Returned { get; private set; }

    /// <summary>Bytes asked for by the last rent. They say where in the buffer its bytes lie.</summary>
    internal int Asked { get; private set; }

    /// <summary>Bytes that the renter has: those asked for, or the first of them where the lease was handed on as fewer.</summary>
    internal int Length { get; private set; }

    /// <summary>For how many steps of the decay it has been back.</summary>
    internal int IdleSteps { get; set; }

    /// <summary>Hands the buffer out. Nothing has changed when it throws.</summary>
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

    /// <summary>Leaves the renter the first of its bytes only. What is written to the others from now on is found as an overrun.</summary>
    internal void Shorten(int length)
    {
        Withdraw(length);
        Length = length;
    }

    /// <summary>Takes the buffer back.</summary>
    /// <returns>What was written outside the requested bytes.</returns>
    /// <exception cref="OutOfMemoryException">There is no memory to say what was found, or the system has none to take it back with.
    /// It must not be lent again.</exception>
    internal Damage? TakeBack(RentTrace? trace)
    {
        Returned = trace;
        return Close();
    }

    /// <summary>The requested bytes of a rent of so many.</summary>
    internal abstract Span<byte> BytesOf(int length);

    /// <summary>A handle on them from an index on, which the memory that owns the handle keeps in reach.</summary>
    internal abstract MemoryHandle Pin(int length, int index, IPinnable owner);

    /// <summary>The first so many bytes as a part of an array, where they lie in one.</summary>
    internal virtual bool TryGetArray(int length, out ArraySegment<byte> segment)
    {
        segment = default;
        return false;
    }

    /// <summary>What was written since it was taken back, as far as that can be known.</summary>
    internal virtual Damage? Inspect() => null;

    /// <summary>Nobody rents it any more.</summary>
    internal virtual void Free()
    {
    }

    private protected abstract void Open(int length, bool isCleared);

    /// <summary>Fills the bytes from an index up to <see cref="Length"/> with what is expected outside of the renter's bytes.</summary>
    private protected abstract void Withdraw(int from);

    private protected abstract Damage? Close();
}
