namespace Tidepool.Tool.Workloads;

/// <summary>A part of a round: a number of objects of one size.</summary>
/// <param name="Kind">The kind of the objects.</param>
/// <param name="Length">Bytes of an array, or characters of a string.</param>
/// <param name="Times">The number of objects.</param>
/// <param name="Held">The number of objects to keep, the most recent of all rounds. 0 to keep a few at random, and drop the others at once.</param>
/// <param name="Every">1 for every round, n for every n-th.</param>
internal sealed record Portion(PortionKind Kind, int Length, int Times, int Held = 0, int Every = 1)
{
    private const int ArrayHeader = 24;
    private const int StringHeader = 22;
    private const int ObjectSize = 24;

    /// <summary>Bytes on the heap, for each object.</summary>
    internal long Size => Kind switch
    {
        PortionKind.Computation or PortionKind.Collections or PortionKind.FullCollections => 0,
        PortionKind.Objects => ObjectSize,
        PortionKind.Strings => Align(StringHeader + (2L * Length)),
        _ => Align(ArrayHeader + Length),
    };

    /// <summary>Bytes on the heap, for all objects.</summary>
    internal long Bytes => Times * Size;

    private static long Align(long bytes) => (bytes + 7) / 8 * 8;
}

internal enum PortionKind
{
    ByteArrays,

    /// <summary>Byte arrays on the heap of pinned objects, whatever their size.</summary>
    PinnedArrays,

    /// <summary>Rented from <see cref="System.Buffers.ArrayPool{T}.Shared"/> and not returned, so that the pool allocates each.</summary>
    ArraysOfAPool,

    /// <summary>Byte arrays as <see cref="ByteArrays"/>, but leased from a pool and returned.</summary>
    Leases,
    Strings,

    /// <summary>Small objects that aren't arrays.</summary>
    Objects,

    /// <summary>A file's bytes, by <see cref="File.ReadAllBytes(string)"/>.</summary>
    FileBytes,

    /// <summary>The bytes of a Base64 text, by <see cref="Convert.FromBase64String"/>.</summary>
    Base64Bytes,

    /// <summary>Numbers parsed from JSON, which the same method converts to bytes first.</summary>
    Numbers,

    /// <summary>Byte arrays allocated by a method compiled at run time.</summary>
    CompiledArrays,

    /// <summary>Computes, without allocating.</summary>
    Computation,

    /// <summary>Collects generation 0, without allocating.</summary>
    Collections,

    /// <summary>Collects all generations, blocking all other work. Only objects that have died since the last such collection can be dead without being known
    /// to be.</summary>
    FullCollections,
}
