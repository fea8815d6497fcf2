namespace Tidepool.Tool.Analysis;

/// <summary>What one trace says.</summary>
/// <param name="Target">Whose trace it is.</param>
/// <param name="Duration">How long it covers.</param>
/// <param name="Pauses">The times during which all threads stood still for a collection.</param>
/// <param name="CountedBytes">Bytes allocated, by the runtime's own count; null where the trace doesn't say.</param>
/// <param name="Samples">Sampled allocations; none where they weren't recorded.</param>
internal sealed record Findings(string Target, TimeSpan Duration, IReadOnlyList<Pause> Pauses, double? CountedBytes, IReadOnlyList<AllocationSample> Samples)
{
    internal double PausedSeconds => Pauses.Sum(static pause => pause.Milliseconds) / 1_000;

    /// <summary>Bytes allocated: counted, else estimated from the samples.</summary>
    internal double AllocatedBytes => CountedBytes ?? Samples.Sum(static sample => sample.Weight);
}

/// <summary>A time during which all threads stood still for a collection.</summary>
/// <param name="Start">Milliseconds from the trace's begin.</param>
/// <param name="Milliseconds">How long.</param>
/// <param name="Generation">The collection's.</param>
/// <param name="Reason">Why there was one.</param>
internal sealed record Pause(double Start, double Milliseconds, int Generation, string Reason);

/// <summary>One allocation, standing for many.</summary>
/// <param name="Type">What was allocated.</param>
/// <param name="Size">Bytes of the object, its header included.</param>
/// <param name="Weight">Bytes that it stands for.</param>
/// <param name="IsLarge">It went to the large-object heap.</param>
/// <param name="Site">Who allocated it.</param>
internal sealed record AllocationSample(string Type, long Size, double Weight, bool IsLarge, CallSite Site)
{
    /// <summary>Length of an array's header, which is part of <see cref="Size"/>.</summary>
    internal const int ArrayHeader = 24;

    internal bool IsByteArray => Type is "System.Byte[]";

    /// <summary>Elements of a byte array. Up to 7 more than there are, since sizes are rounded up to 8.</summary>
    internal int Length => (int)Math.Max(0, Size - ArrayHeader);
}

/// <summary>Where something was allocated.</summary>
/// <param name="Method">The first method of the program's own, or the first there is.</param>
/// <param name="Location">File and line, where symbols allow.</param>
/// <param name="Pool">The pool whose miss this was, or null.</param>
internal sealed record CallSite(string Method, string? Location, string? Pool)
{
    internal static CallSite Unknown { get; } = new("(stack not known)", null, null);
}
