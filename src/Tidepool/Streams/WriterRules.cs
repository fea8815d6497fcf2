namespace Tidepool.Streams;

/// <summary>What all writers refuse.</summary>
internal static class WriterRules
{
    /// <summary>How much room a caller needs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There can't be so much.</exception>
    internal static int SizeOf(int sizeHint) => (uint)sizeHint <= Array.MaxLength
        ? Math.Max(1, sizeHint)
        : throw new ArgumentOutOfRangeException(nameof(sizeHint), sizeHint, $"Ask for 0 to {Array.MaxLength:N0} bytes, and for longer data several times.");
}
