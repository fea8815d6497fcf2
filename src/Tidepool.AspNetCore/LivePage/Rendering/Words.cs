using System.Globalization;

namespace Tidepool.AspNetCore.LivePage.Rendering;

/// <summary>Formats numbers for people to read. The page's script has the same rules.</summary>
internal static class Words
{
    /// <summary>Shown for a value that isn't known.</summary>
    internal const string Unknown = "–";

    private static readonly string[] s_units = ["B", "KiB", "MiB", "GiB", "TiB"];

    internal static string Count(double? count) => Number(count, "#,0");

    internal static string Several(long count, string one, string many) => $"{Count(count)} {(count == 1 ? one : many)}";

    internal static string Percent(double? share) => share is null ? Unknown : Number(share * 100, "#,0.##") + " %";

    internal static string Rate(double? perSecond) => perSecond is null ? Unknown : Number(perSecond, perSecond < 10 ? "0.#" : "#,0") + "/s";

    internal static string Bytes(double? bytes)
    {
        if (bytes is null)
        {
            return Unknown;
        }

        double value = bytes.Value;
        int unit = 0;
        for (; value >= 1024 && unit < s_units.Length - 1; unit++)
        {
            value /= 1024;
        }

        return $"{Number(value, value < 10 ? "0.##" : value < 100 ? "0.#" : "#,0")} {s_units[unit]}";
    }

    /// <summary>The size of a bucket: 0 for buffers too large for any.</summary>
    internal static string Size(double? bytes) => bytes == 0 ? "larger" : Bytes(bytes);

    internal static string Age(double? seconds) => seconds switch
    {
        null => Unknown,
        < 10 => $"{Number(seconds, "0.0")} s",
        < 60 => $"{Whole(seconds)} s",
        < 3600 => $"{Whole(seconds / 60)} min {Whole(seconds % 60)} s",
        < 86400 => $"{Whole(seconds / 3600)} h {Whole(seconds % 3600 / 60)} min",
        _ => $"{Whole(seconds / 86400)} d {Whole(seconds % 86400 / 3600)} h",
    };

    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Whole(double? number) => Number(Math.Floor(number!.Value), "0");

    private static string Number(double? number, string format) => number?.ToString(format, CultureInfo.InvariantCulture) ?? Unknown;
}
