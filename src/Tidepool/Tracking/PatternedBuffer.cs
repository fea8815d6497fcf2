using System.Buffers;
using System.Runtime.InteropServices;
using Tidepool.Diagnosis;

namespace Tidepool.Tracking;

/// <summary>A buffer of checked mode: an array with room at its end, filled with a pattern wherever writing is not allowed.</summary>
/// <remarks>
/// While it is out, everything past the requested length holds <see cref="Canary"/>. While it is idle or in quarantine, all of it holds the poison byte.
/// So a write past the end is found at the return, and a write after the return when the buffer leaves quarantine.
/// </remarks>
/// <param name="array">As long as the capacity and <see cref="TailLength"/> together, or as arrays can be; or just as long as the capacity,
/// if all of it is lent.</param>
/// <param name="capacity">The most bytes that can be requested.</param>
/// <param name="poison">Fills the buffer while it isn't rented.</param>
internal sealed class PatternedBuffer(byte[] array, int capacity, byte poison) : TrackedBuffer(capacity)
{
    /// <summary>The number of bytes past the capacity that hold the canary.</summary>
    internal const int TailLength = 64;

    /// <summary>Fills a rented buffer outside its requested bytes.</summary>
    internal const byte Canary = 0xFD;

    /// <summary>A placeholder for a buffer that a slot no longer has.</summary>
    internal static PatternedBuffer Empty { get; } = new([], 0, 0);

    internal byte[] Array => array;

    internal override Span<byte> BytesOf(int length) => array.AsSpan(0, length);

    internal override MemoryHandle Pin(int length, int index, IPinnable owner)
    {
        GCHandle handle = GCHandle.Alloc(array, GCHandleType.Pinned);
        unsafe
        {
            // SAFETY: the array is pinned by the handle, which the memory handle frees, and the caller has checked that the index lies within it.
            return new MemoryHandle((byte*)handle.AddrOfPinnedObject() + index, handle, owner);
        }
    }

    internal override bool TryGetArray(int length, out ArraySegment<byte> segment)
    {
        segment = new ArraySegment<byte>(array, 0, length);
        return true;
    }

    internal override Damage? Inspect() => Damage.In(array, 0, poison);

    private protected override void Open(int length, bool isCleared)
    {
        if (isCleared)
        {
            array.AsSpan(0, length).Clear();
        }

        if (array.Length > Capacity)
        {
            array.AsSpan(length).Fill(Canary);
        }
    }

    private protected override void Withdraw(int from)
    {
        if (array.Length > Capacity)
        {
            array.AsSpan(from, Length - from).Fill(Canary);
        }
    }

    private protected override Damage? Close()
    {
        // A renter of the array itself may use all of it.
        Damage? damage = array.Length == Capacity ? null : Damage.In(array, Length, Canary);
        array.AsSpan().Fill(poison);
        return damage;
    }
}
