using System.Numerics;

namespace Tidepool.Tool.Analysis;

/// <summary>Groups sizes by powers of two.</summary>
internal static class SizeBucket
{
    private const uint Largest = 1u << 30;

    /// <summary>The smallest power of two that isn't less than a length, up to the largest bucket.</summary>
    internal static int Of(int length) => (int)Math.Min(BitOperations.RoundUpToPowerOf2((uint)Math.Max(length, 1)), Largest);
}
