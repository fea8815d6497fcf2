using System.Globalization;

namespace MessageRelay.Load;

/// <summary>Numbers of bytes as people write and read them.</summary>
internal static class ByteSize
{
    private const int KiB = 1024;
    private const int MiB = 1024 * KiB;

    /// <summary>Reads a whole number of bytes, KiB (k) or MiB (m).</summary>
    public static bool TryParse(string text, out int bytes)
    {
        bytes = 0;
        int unit = text switch
        {
            [.., 'k' or 'K'] => KiB,
            [.., 'm' or 'M'] => MiB,
            _ => 1,
        };
        string digits = unit == 1 ? text : text[..^1];
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count > int.MaxValue / unit)
        {
            return false;
        }

        bytes = count * unit;
        return true;
    }

    public static string Format(double bytes) => bytes switch
    {
        >= MiB => string.Create(CultureInfo.InvariantCulture, $"{bytes / MiB:0.#} MiB"),
        >= KiB => string.Create(CultureInfo.InvariantCulture, $"{bytes / KiB:0.#} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes:0.#} B"),
    };
}
