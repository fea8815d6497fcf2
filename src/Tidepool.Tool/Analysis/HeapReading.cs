namespace Tidepool.Tool.Analysis;

/// <summary>The size of the heap after a collection.</summary>
/// <param name="At">Milliseconds since the beginning of the trace.</param>
/// <param name="Generation">Generation of the collection.</param>
/// <param name="Bytes">Size of all generations, including large and pinned objects.</param>
internal sealed record HeapReading(double At, int Generation, long Bytes)
{
    /// <summary>Bytes of generation 0 that survived, and are in generation 1 now.</summary>
    internal long SurvivedYoung { get; init; }

    /// <summary>Bytes of generation 1 that survived, and are in generation 2 now.</summary>
    internal long BecameOld { get; init; }

    /// <summary>Bytes of large and pinned objects that survived; 0 unless the collection was a full one.</summary>
    internal long SurvivedLarge { get; init; }

    /// <summary>The number of objects that the collection couldn't move, since a handle, or the program's <c>fixed</c>, pins them.</summary>
    internal int PinnedObjects { get; init; }

    /// <summary>The number of objects that survived only because their finalizers had yet to run.</summary>
    internal long Finalizable { get; init; }
}
