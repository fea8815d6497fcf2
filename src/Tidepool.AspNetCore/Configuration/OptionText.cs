using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Tidepool.AspNetCore.Configuration;

/// <summary>Parses the text of a configuration. Each method throws <see cref="FormatException"/> with a rule, "must be …",
/// if the text can't be read.</summary>
internal static class OptionText
{
    private const string Infinite = "Infinite";

    internal static int ToInt32(IConfigurationSection value) =>
        int.TryParse(value.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new FormatException($"must be a whole number up to {int.MaxValue}, digits only");

    internal static byte ToByte(IConfigurationSection value) =>
        byte.TryParse(value.Value, NumberStyles.None, CultureInfo.InvariantCulture, out byte number)
            ? number
            : throw new FormatException($"must be a whole number from 0 to {byte.MaxValue}, digits only");

    internal static long? ToInt64OrNull(IConfigurationSection value) =>
        string.IsNullOrEmpty(value.Value) && !value.GetChildren().Any() ? null
        : long.TryParse(value.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number
        : throw new FormatException($"must be a whole number up to {long.MaxValue}, digits only, or empty for no limit");

    internal static bool ToBoolean(IConfigurationSection value) =>
        bool.TryParse(value.Value, out bool isSet) ? isSet : throw new FormatException("must be true or false");

    internal static PoolMode ToMode(IConfigurationSection value)
    {
        string[] names = Enum.GetNames<PoolMode>();

        // By name only: a number, or several names separated by commas, would be read as a mode that doesn't exist.
        return names.Contains(value.Value, StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse<PoolMode>(value.Value!, ignoreCase: true)
            : throw new FormatException($"must be one of {string.Join(", ", names)}");
    }

    /// <summary>A number alone is refused: it would mean days, which is hardly ever intended.</summary>
    internal static TimeSpan ToTimeSpan(IConfigurationSection value) =>
        Infinite.Equals(value.Value, StringComparison.OrdinalIgnoreCase) ? Timeout.InfiniteTimeSpan
        : value.Value?.Contains(':', StringComparison.Ordinal) == true && TimeSpan.TryParse(value.Value, CultureInfo.InvariantCulture, out TimeSpan time) ? time
        : throw new FormatException($"must be a time such as 00:00:25 or 1.12:00:00 (days.hours:minutes:seconds), or {Infinite}");

    /// <summary>Reads a ladder's name, or sizes: as an array, or separated by commas.</summary>
    internal static SizeClassLadder ToLadder(IConfigurationSection value) => SizeClassLadderConverter.Parse(value.GetChildren().Any()
        ? [.. value.GetChildren().Select(static item => item.Value ?? "")]
        : (value.Value ?? "").Split(',', StringSplitOptions.TrimEntries));
}
