using System.Globalization;
using System.Text;

namespace Tidepool.Diagnosis;

/// <summary>Bytes of a buffer that were overwritten by code that had no right to.</summary>
/// <param name="Offset">The first of them, counted from the start of the buffer.</param>
/// <param name="Last">The last of them. Bytes in between may be intact.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Found">What was found from the first on.</param>
/// <param name="Expected">The value that all of them should have.</param>
internal sealed record Damage(int Offset, int Last, int Count, byte[] Found, byte Expected)
{
    private const int BytesPerLine = 16;

    /// <summary>The most bytes kept for the report: four lines. Arbitrary.</summary>
    private const int MostFound = 4 * BytesPerLine;

    /// <summary>Finds bytes that differ from an expected value, from a start to the end of a buffer; null if there are none.</summary>
    internal static Damage? In(ReadOnlySpan<byte> buffer, int start, byte expected)
    {
        ReadOnlySpan<byte> part = buffer[start..];
        int first = part.IndexOfAnyExcept(expected);
        if (first < 0)
        {
            return null;
        }

        int last = part.LastIndexOfAnyExcept(expected);
        int count = last + 1 - first - part[first..(last + 1)].Count(expected);
        return new Damage(start + first, start + last, count, part[first..Math.Min(last + 1, first + MostFound)].ToArray(), expected);
    }

    /// <summary>The same damage, with offsets counted from another byte.</summary>
    internal Damage Moved(int by) => this with { Offset = Offset + by, Last = Last + by };

    /// <summary>Appends which bytes they are, and their values in lines of 16, also as letters. Intact bytes are left blank,
    /// so that the rest stands out.</summary>
    internal void AppendTo(StringBuilder text)
    {
        text.Append("\n  ");
        text = Count == 1 ? text.Append(CultureInfo.InvariantCulture, $"byte {Offset:N0} was")
            : Count == Last + 1 - Offset ? text.Append(CultureInfo.InvariantCulture, $"bytes {Offset:N0} to {Last:N0} were")
            : text.Append(CultureInfo.InvariantCulture, $"{Count:N0} of the bytes {Offset:N0} to {Last:N0} were");
        text.Append(CultureInfo.InvariantCulture, $" overwritten (.. marks an intact byte, {Expected:x2}):");
        int end = Offset + Found.Length;
        for (int line = Offset - (Offset & (BytesPerLine - 1)); line < end; line += BytesPerLine)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n    {line,8:N0} ");
            StringBuilder letters = new();
            for (int at = line; at < line + BytesPerLine; at++)
            {
                bool isWrong = at >= Offset && at < end && Found[at - Offset] != Expected;
                byte value = isWrong ? Found[at - Offset] : (byte)' ';
                text.Append(isWrong ? string.Create(CultureInfo.InvariantCulture, $" {value:x2}") : " ..");
                letters.Append(value is >= 0x20 and < 0x7F ? (char)value : '?');
            }

            text.Append("  ").Append(letters.ToString().TrimEnd());
        }
    }
}
