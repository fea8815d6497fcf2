using System.Globalization;

namespace Tidepool.Tool;

/// <summary>Guesses what a mistyped number or time was meant to be. Each guess is text that the option takes; null if none is likely.</summary>
internal static class SuggestedValue
{
    /// <summary>Converts a number with a decimal comma.</summary>
    internal static string? OfNumber(string text, double lowest, double highest) =>
        double.TryParse(text.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= lowest && number <= highest
            ? number.ToString(CultureInfo.InvariantCulture) : null;

    /// <summary>Converts a whole number with thousands separators, with a k or an M, or with an exponent.</summary>
    internal static string? OfWhole(string text, int lowest, int highest)
    {
        string number = Unitless(text);
        double unit = text[number.Length..] switch { "" => 1, "k" or "K" => 1_000, "m" or "M" => 1_000_000, _ => double.NaN };
        string digits = number.Replace(",", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value * unit is var whole
            && whole >= lowest && whole <= highest && double.IsInteger(whole) ? whole.ToString("0", CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Converts a time with a unit to milliseconds.</summary>
    internal static string? OfMilliseconds(string text, double highest)
    {
        string number = Unitless(text);
        double unit = text[number.Length..].Trim() switch { "ms" => 1, "s" => 1_000, "us" or "µs" => 0.001, _ => double.NaN };
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value * unit is var milliseconds
            && milliseconds >= 0 && milliseconds <= highest ? milliseconds.ToString("0.######", CultureInfo.InvariantCulture) : null;
    }

    /// <summary>The text without the letters at its end.</summary>
    private static string Unitless(string text) =>
        text[..(Array.FindLastIndex(text.ToCharArray(), static letter => !char.IsLetter(letter) && letter != ' ') + 1)];

    /// <summary>Converts a percentage to a fraction, for options that take a number from 0 to 1.</summary>
    internal static string? OfPercent(string text, double highest) =>
        highest == 1 && double.TryParse(text.TrimEnd('%', ' '), NumberStyles.Float, CultureInfo.InvariantCulture, out double percent)
            && percent is > 0 and <= 100 ? (percent / 100).ToString("0.######", CultureInfo.InvariantCulture) : null;

    /// <summary>Converts a number of seconds, a number with a unit, or minutes and seconds, to a time.</summary>
    internal static string? OfTime(string text, TimeSpan shortest, TimeSpan longest)
    {
        if (text.Count(static letter => letter == ':') == 1)
        {
            return TimeSpan.TryParse($"00:{text}", CultureInfo.InvariantCulture, out TimeSpan time) && time >= shortest && time <= longest
                ? time.ToString("c", CultureInfo.InvariantCulture) : null;
        }

        string number = Unitless(text);
        double unit = text[number.Length..].Trim() switch
        {
            "" or "s" or "sec" or "secs" or "second" or "seconds" => 1,
            "m" or "min" or "mins" or "minute" or "minutes" => 60,
            "h" or "hour" or "hours" => 3_600,
            _ => double.NaN,
        };
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && value * unit is var seconds && seconds >= shortest.TotalSeconds && seconds <= longest.TotalSeconds
            ? TimeSpan.FromSeconds(seconds).ToString("c", CultureInfo.InvariantCulture) : null;
    }
}
