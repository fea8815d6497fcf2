using System.Buffers;
using System.Runtime.InteropServices;
using Tidepool.Diagnosis;

namespace Tidepool.Tracking;

/// <summary>A buffer of the checked mode: an array with room behind it, full of a pattern where nobody may write.</summary>
/// <remarks>
/// While it is out, everything behind the requested length holds <see cref="Canary"/>. While it lies idle or in quarantine, all of it holds
/// <see cref="Poison"/>. So what is written beyond the end is found at the return, and what is written after the return when the buffer leaves
/// the quarantine.
/// </remarks>
/// <param name="array">As long as the capacity and <see cref="TailLength"/>, as far as arrays go; or only as long as the capacity,
/// where all of it is lent.</param>
/// <param name="capacity">Bytes that may be asked for.</param>
internal sealed class PatternedBuffer(byte[] array, int capacity) : TrackedBuffer(capacity)
{
    /// <summary>So many bytes are behind the largest buffer of a bucket.</summary>
    internal const int TailLength = 64;

    /// <summary>Outside the requested bytes of a buffer that is out.</summary>
    internal const byte Canary = 0xFD;

    /// <summary>Everywhere in a buffer that isn't.</summary>
    internal const byte Poison = 0xDD;

    /// <summary>Stands where a buffer was.</summary>
    internal static PatternedBuffer Empty { get; } = new([], 0);

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

    internal override Damage? Inspect() => Damage.In(array, 0, Poison);

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
        // Who has the array itself may use all of it.
        Damage? damage = array.Length == Capacity ? null : Damage.In(array, Length, Canary);
        array.AsSpan().Fill(Poison);
        return damage;
    }
}
