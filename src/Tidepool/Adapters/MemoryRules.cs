using System.Runtime.CompilerServices;

namespace Tidepool.Adapters;

/// <summary>The sizes that all memory adapters accept.</summary>
internal static class MemoryRules
{
    /// <summary>The size for a caller that doesn't ask for one: that of <c>MemoryPool&lt;byte&gt;.Shared</c>.</summary>
    private const int DefaultSize = 4_096;

    /// <summary>The number of bytes to rent.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The argument is neither a valid size nor -1.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int SizeOf(int minBufferSize) => (uint)minBufferSize <= Array.MaxLength ? minBufferSize : DefaultOr(minBufferSize);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int DefaultOr(int minBufferSize) => minBufferSize == -1
        ? DefaultSize
        : throw new ArgumentOutOfRangeException(
            nameof(minBufferSize),
            minBufferSize,
            $"Request 0 to {Array.MaxLength:N0} bytes, or -1 for the default of {DefaultSize:N0}. Split longer data across several buffers.");
}
