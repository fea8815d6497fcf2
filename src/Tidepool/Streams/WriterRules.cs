namespace Tidepool.Streams;

/// <summary>The sizes that all writers accept.</summary>
internal static class WriterRules
{
    /// <summary>How many bytes of room a caller needs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The argument is negative or more than an array can hold.</exception>
    internal static int SizeOf(int sizeHint) => (uint)sizeHint <= Array.MaxLength
        ? Math.Max(1, sizeHint)
        : throw new ArgumentOutOfRangeException(nameof(sizeHint), sizeHint, $"Request 0 to {Array.MaxLength:N0} bytes; write longer data in several steps.");
}
