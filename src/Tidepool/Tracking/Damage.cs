namespace Tidepool.Tracking;

/// <summary>Bytes that somebody wrote who shouldn't have.</summary>
/// <param name="Offset">The first of them, from the buffer's first byte.</param>
/// <param name="Found">Some of the bytes from there on.</param>
internal sealed record Damage(int Offset, byte[] Found)
{
    /// <summary>The first byte of a part of a buffer that isn't what all of them should be; null when there is none.</summary>
    internal static Damage? In(ReadOnlySpan<byte> buffer, int start, byte expected)
    {
        int first = buffer[start..].IndexOfAnyExcept(expected);
        return first < 0 ? null : new Damage(start + first, MisuseReport.BytesFrom(buffer[(start + first)..]));
    }
}
