namespace Tidepool.Tool.Analysis;

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

    /// <summary>Shorter arrays cost the collector about as little as a pool: no saving is promised for them (docs/when-not-to-use.md).</summary>
    internal const int SmallestWorthPooling = 256;

    /// <summary>How the runtime of a program that is native code calls every type.</summary>
    private const string NoType = "NULL";

    /// <summary>Milliseconds from the trace's begin.</summary>
    internal double At { get; init; }

    /// <summary>The methods that led there, the innermost first; empty where that isn't known.</summary>
    internal IReadOnlyList<string> Stack { get; init; } = [];

    internal bool IsByteArray => Type is "System.Byte[]";

    /// <summary>It is a byte array that no pool made. What a pool made is a miss of that pool, and another one would miss too.</summary>
    internal bool IsForAPool => IsByteArray && Site.Pool is null;

    /// <summary>It is one that is too small for a pool to save anything.</summary>
    internal bool IsTooSmall => IsForAPool && Length < SmallestWorthPooling;

    /// <summary>It is one whose caller has no way to give a buffer to what allocates it.</summary>
    internal bool IsOutOfReach => IsForAPool && !IsTooSmall && Site.Known is { CanBePooled: false };

    /// <summary>A pool could serve it: no pool made it, it is large enough, and its caller can do without the call that allocates it.</summary>
    internal bool IsWorthPooling => IsForAPool && !IsTooSmall && !IsOutOfReach;

    internal bool IsOfUnknownType => Type is NoType or "";

    /// <summary>Elements of a byte array. Up to 7 more than there are, since sizes are rounded up to 8.</summary>
    internal int Length => (int)Math.Max(0, Size - ArrayHeader);

    /// <summary>How many objects it stands for.</summary>
    internal double Objects => Weight / Size;

    /// <summary>How likely an object of its size isn't sampled: 0 where each of them is.</summary>
    internal double Doubt => Math.Clamp(1 - (Size / Weight), 0, 1);
}
