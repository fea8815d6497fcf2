using System.Runtime.CompilerServices;

namespace Tidepool.Adapters;

/// <summary>What all forms of the memory adapter give and refuse.</summary>
internal static class MemoryRules
{
    /// <summary>Bytes given to a caller that doesn't say how many.</summary>
    private const int DefaultSize = 4_096;

    /// <summary>How many bytes a caller wants.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no such number.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int SizeOf(int minBufferSize) => (uint)minBufferSize <= Array.MaxLength ? minBufferSize : DefaultOr(minBufferSize);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int DefaultOr(int minBufferSize) => minBufferSize == -1
        ? DefaultSize
        : throw new ArgumentOutOfRangeException(
            nameof(minBufferSize),
            minBufferSize,
            $"Ask for 0 to {Array.MaxLength:N0} bytes, or for -1 to get {DefaultSize:N0}. Longer data needs several buffers.");
}
