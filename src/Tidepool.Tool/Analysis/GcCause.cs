namespace Tidepool.Tool.Analysis;

/// <summary>What made the runtime collect, as far as it matters for what a pool could save.</summary>
internal enum GcCause
{
    /// <summary>So many small objects were allocated as generation 0 may hold.</summary>
    SmallObjects,

    /// <summary>So many large objects were allocated as their heap may grow by.</summary>
    LargeObjects,

    /// <summary>The program, or a library, called <see cref="GC.Collect()"/>.</summary>
    Induced,

    /// <summary>The machine, the container or the heap's limit is short of memory.</summary>
    LowMemory,

    /// <summary>The runtime has its own reasons.</summary>
    Other,
}

/// <summary>Tells causes by the runtime's words.</summary>
internal static class GcCauses
{
    /// <summary>The words of GCStart's reason, by name, or by number where the trace library has no name.</summary>
    internal static GcCause Of(string reason) => reason switch
    {
        "AllocSmall" or "OutOfSpaceSOH" or "Empty" or "14" => GcCause.SmallObjects,
        "AllocLarge" or "OutOfSpaceLOH" or "15" => GcCause.LargeObjects,
        "Induced" or "InducedNotForced" or "InducedLowMemory" or "InducedCompacting" or "17" => GcCause.Induced,
        "LowMemory" or "LowMemoryHost" or "LowMemoryHostBlocking" or "PMFullGC" => GcCause.LowMemory,
        _ => GcCause.Other,
    };
}
