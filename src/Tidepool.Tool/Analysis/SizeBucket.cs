using System.Numerics;

namespace Tidepool.Tool.Analysis;

/// <summary>The powers of two by which sizes are told apart.</summary>
internal static class SizeBucket
{
    private const uint Largest = 1u << 30;

    /// <summary>The power of two up to which a length goes.</summary>
    internal static int Of(int length) => (int)Math.Min(BitOperations.RoundUpToPowerOf2((uint)Math.Max(length, 1)), Largest);
}
