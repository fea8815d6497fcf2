namespace Tidepool.Tool.Workloads;

/// <summary>A part of a round: so many objects of a size.</summary>
/// <param name="Kind">What they are.</param>
/// <param name="Length">Bytes of an array, or characters of a string.</param>
/// <param name="Times">How many.</param>
/// <param name="Held">Of all rounds, so many of the last are kept; the others are dropped at once. 0 to keep a few at random.</param>
/// <param name="Every">In each round, or in one of so many.</param>
internal sealed record Portion(PortionKind Kind, int Length, int Times, int Held = 0, int Every = 1)
{
    private const int ArrayHeader = 24;
    private const int StringHeader = 22;
    private const int ObjectSize = 24;

    /// <summary>Bytes on the heap, for each of them.</summary>
    internal long Size => Kind switch
    {
        PortionKind.Computation or PortionKind.Collections or PortionKind.FullCollections => 0,
        PortionKind.Objects => ObjectSize,
        PortionKind.Strings => Align(StringHeader + (2L * Length)),
        _ => Align(ArrayHeader + Length),
    };

    /// <summary>Bytes on the heap, for all of them.</summary>
    internal long Bytes => Times * Size;

    private static long Align(long bytes) => (bytes + 7) / 8 * 8;
}

internal enum PortionKind
{
    ByteArrays,

    /// <summary>Byte arrays on the heap of pinned objects, whatever their size.</summary>
    PinnedArrays,

    /// <summary>Rented from <see cref="System.Buffers.ArrayPool{T}.Shared"/> and not returned, so that the pool makes each anew.</summary>
    ArraysOfAPool,

    /// <summary>Byte arrays as <see cref="ByteArrays"/>, but leased from a pool and returned.</summary>
    Leases,
    Strings,

    /// <summary>Small objects that are no arrays.</summary>
    Objects,

    /// <summary>A file's bytes, by <see cref="File.ReadAllBytes(string)"/>.</summary>
    FileBytes,

    /// <summary>Bytes of a text in base64, by <see cref="Convert.FromBase64String"/>.</summary>
    Base64Bytes,

    /// <summary>So many numbers from JSON, which is made into bytes first, by the same method.</summary>
    Numbers,

    /// <summary>Byte arrays that a method makes which was compiled at run time.</summary>
    CompiledArrays,

    /// <summary>Nothing is allocated, but reckoned.</summary>
    Computation,

    /// <summary>Nothing is allocated, but collected: generation 0.</summary>
    Collections,

    /// <summary>All generations are collected, while all else waits. What has died since the last of them is all that can be dead and not known to be
    /// so.</summary>
    FullCollections,
}
