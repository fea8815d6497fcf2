using Tidepool.Diagnosis;

namespace Tidepool.Tracking;

/// <summary>A buffer of the checked mode: an array with room behind it, full of a pattern where nobody may write.</summary>
/// <remarks>
/// While it is out, everything behind the requested length holds <see cref="Canary"/>. While it lies idle or in quarantine, all of it holds
/// <see cref="Poison"/>. So what is written beyond the end is found at the return, and what is written after the return when the buffer leaves
/// the quarantine. Used by one thread at a time.
/// </remarks>
internal sealed class TrackedBuffer(byte[] array, int capacity)
{
    /// <summary>So many bytes are behind the largest buffer of a bucket.</summary>
    internal const int TailLength = 64;

    /// <summary>Behind the requested length of a buffer that is out.</summary>
    internal const byte Canary = 0xFD;

    /// <summary>Everywhere in a buffer that isn't.</summary>
    internal const byte Poison = 0xDD;

    /// <summary>Bytes that may be asked for.</summary>
    internal int Capacity => capacity;

    /// <summary>Who rented it last.</summary>
    internal RentTrace? Rented { get; private set; }

    /// <summary>Who returned it last; null while it is out.</summary>
    internal RentTrace? Returned { get; private set; }

    /// <summary>Bytes asked for by the last rent.</summary>
    internal int Length { get; private set; }

    internal byte[] Array => array;

    /// <summary>Hands the buffer out.</summary>
    internal void Lend(int length, bool isCleared, RentTrace trace)
    {
        Length = length;
        Rented = trace;
        Returned = null;
        if (isCleared)
        {
            array.AsSpan(0, length).Clear();
        }

        array.AsSpan(length).Fill(Canary);
    }

    /// <summary>Takes the buffer back.</summary>
    /// <returns>What was written behind the requested length.</returns>
    internal Damage? TakeBack(RentTrace trace)
    {
        Returned = trace;
        Damage? damage = Damage.In(array, Length, Canary);
        array.AsSpan().Fill(Poison);
        return damage;
    }

    /// <summary>What was written since it was taken back.</summary>
    internal Damage? Inspect() => Damage.In(array, 0, Poison);
}
