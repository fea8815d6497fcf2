namespace Tidepool.Tool.Analysis;

/// <summary>A sampled allocation, which represents many.</summary>
/// <param name="Type">The type of the object.</param>
/// <param name="Size">Size of the object in bytes, including its header.</param>
/// <param name="Weight">The number of bytes that the sample represents.</param>
/// <param name="IsLarge">Whether the object was allocated on the large-object heap, or on the heap of pinned objects, which triggers collections as large
/// objects do.</param>
/// <param name="Site">The call site that allocated it.</param>
internal sealed record AllocationSample(string Type, long Size, double Weight, bool IsLarge, CallSite Site)
{
    /// <summary>The name of the type of byte arrays.</summary>
    internal const string ByteArray = "System.Byte[]";

    /// <summary>Size of an array's header, which is included in <see cref="Size"/>.</summary>
    internal const int ArrayHeader = 24;

    /// <summary>For shorter arrays, the collector costs about as little as a pool, so no saving is promised for them (docs/when-not-to-use.md).</summary>
    internal const int SmallestWorthPooling = 256;

    /// <summary>The name reported for every type by the runtime of a program compiled to native code.</summary>
    private const string NoType = "NULL";

    /// <summary>Whether the object was allocated on the heap of pinned objects, so that code outside .NET may have its address.</summary>
    internal bool IsPinned { get; init; }

    /// <summary>Whether it is a tick of a runtime before .NET 10, which isn't drawn at random.</summary>
    internal bool IsTick { get; init; }

    /// <summary>Milliseconds since the beginning of the trace.</summary>
    internal double At { get; init; }

    /// <summary>The call stack by method name, innermost first; empty if unknown.</summary>
    internal IReadOnlyList<string> Stack { get; init; } = [];

    internal bool IsByteArray => Type is ByteArray;

    /// <summary>Whether it is a byte array not made by a pool. An array made by a pool is a miss of that pool, and another pool would miss too.</summary>
    internal bool IsForAPool => IsByteArray && Site.Pool is null;

    /// <summary>Whether it is such an array but too small for a pool to save anything.</summary>
    internal bool IsTooSmall => IsForAPool && Length < SmallestWorthPooling;

    /// <summary>Whether it is such an array but allocated by a method that doesn't accept a caller's buffer, or by a library on its own.</summary>
    internal bool IsOutOfReach => IsForAPool && !IsTooSmall && (Site is { Known.CanBePooled: false } or { Known: null, IsByLibrary: true });

    /// <summary>Whether a pool could serve it: no pool made it, it is large enough, and its caller can do without the call that allocates it.</summary>
    internal bool IsWorthPooling => IsForAPool && !IsTooSmall && !IsOutOfReach;

    internal bool IsOfUnknownType => Type is NoType or "";

    /// <summary>Length of a byte array. May be up to 7 too large, since object sizes are rounded up to a multiple of 8.</summary>
    internal int Length => (int)Math.Max(0, Size - ArrayHeader);

    /// <summary>The number of objects that the sample represents.</summary>
    internal double Objects => Weight / Size;

    /// <summary>The probability that an object of this size isn't sampled; 0 if each of them is.</summary>
    internal double Doubt => Math.Clamp(1 - (Size / Weight), 0, 1);
}
