namespace Tidepool.Tool.Analysis;

/// <summary>Why the runtime collected, as far as it matters for what a pool could save.</summary>
internal enum GcCause
{
    /// <summary>The allocation of small objects used up the budget of generation 0.</summary>
    SmallObjects,

    /// <summary>The allocation of large objects used up the budget of their heap.</summary>
    LargeObjects,

    /// <summary>The program, or a library, called <see cref="GC.Collect()"/>.</summary>
    Induced,

    /// <summary>The machine or the container is low on memory, or the heap is close to its limit.</summary>
    LowMemory,

    /// <summary>Any other reason.</summary>
    Other,
}

/// <summary>Maps the runtime's reasons to causes.</summary>
internal static class GcCauses
{
    /// <summary>Returns the cause for the reason of a GCStart event: its name, or its number if the trace library has no name for it.</summary>
    internal static GcCause Of(string reason) => reason switch
    {
        "AllocSmall" or "OutOfSpaceSOH" or "Empty" or "14" => GcCause.SmallObjects,
        "AllocLarge" or "OutOfSpaceLOH" or "15" => GcCause.LargeObjects,
        "Induced" or "InducedNotForced" or "InducedLowMemory" or "InducedCompacting" or "17" => GcCause.Induced,
        "LowMemory" or "LowMemoryHost" or "LowMemoryHostBlocking" or "PMFullGC" => GcCause.LowMemory,
        _ => GcCause.Other,
    };
}
