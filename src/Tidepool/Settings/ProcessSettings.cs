using System.Globalization;

namespace Tidepool.Settings;

/// <summary>The settings that the environment overrides for every pool of the process.</summary>
internal static class ProcessSettings
{
    private static readonly ProcessSetting s_mode = ProcessSetting.Read("TIDEPOOL_MODE", "Tidepool.Mode");
    private static readonly ProcessSetting s_sample = ProcessSetting.Read("TIDEPOOL_SAMPLE", "Tidepool.Sample");
    private static readonly ProcessSetting s_leakSampling = ProcessSetting.Read("TIDEPOOL_LEAK_SAMPLING", "Tidepool.LeakSampling");
    private static readonly ProcessSetting s_poison = ProcessSetting.Read("TIDEPOOL_POISON", "Tidepool.Poison");

    /// <summary>Whether all of these settings are valid.</summary>
    internal static bool IsKnown
    {
        get
        {
            try
            {
                Check();
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }
    }

    /// <summary>Checks all of these settings, even those that a pool's mode makes no use of: otherwise a mistake would show up only in another mode.</summary>
    /// <exception cref="InvalidOperationException">One of them is invalid.</exception>
    internal static void Check()
    {
        _ = ModeOverride;
        _ = SampleOverride;
        _ = LeakSamplingOverride;
        _ = PoisonOverride;
    }

    /// <summary>The mode to use instead of that of the options, or null.</summary>
    /// <exception cref="InvalidOperationException">The environment specifies a mode that doesn't exist.</exception>
    internal static PoolMode? ModeOverride => Parse(s_mode.Source, s_mode.Value);

    /// <summary>The mode and the interval of sampled rents to use instead of those of the options, or null.</summary>
    /// <exception cref="InvalidOperationException">The setting is invalid.</exception>
    internal static (PoolMode Mode, int Interval)? SampleOverride => ParseSample(s_sample.Source, s_sample.Value);

    /// <summary>The interval of rents that record their stacks, to use instead of that of the options, or null.</summary>
    /// <exception cref="InvalidOperationException">The setting is invalid.</exception>
    internal static int? LeakSamplingOverride => ParseInterval(s_leakSampling.Source, s_leakSampling.Value);

    /// <summary>The byte that fills returned buffers, to use instead of that of the options, or null.</summary>
    /// <exception cref="InvalidOperationException">The setting is invalid.</exception>
    internal static byte? PoisonOverride => ParseByte(s_poison.Source, s_poison.Value);

    internal static PoolMode? Parse(string source, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        foreach (PoolMode mode in Enum.GetValues<PoolMode>())
        {
            if (value.Equals(mode.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                return mode;
            }
        }

        string known = string.Join(", ", Enum.GetNames<PoolMode>()).ToLowerInvariant();
        throw new InvalidOperationException($"{source} is \"{value}\", which is not a mode. The modes are: {known}. "
            + "Correct it, or remove it to let each pool choose.");
    }

    internal static (PoolMode Mode, int Interval)? ParseSample(string source, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        string[] parts = value.Split(':');
        PoolMode? mode = parts[0].ToUpperInvariant() switch
        {
            "OFF" when parts.Length == 1 => PoolMode.Standard,
            "CHECKED" => PoolMode.Checked,
            "GUARDED" => PoolMode.Guarded,
            _ => null,
        };
        int interval = BytePoolOptions.DefaultSampledModeInterval;
        bool isInterval = parts.Length == 1
            || (parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out interval) && interval > 0);
        return mode is { } known && isInterval
            ? (known, interval)
            : throw new InvalidOperationException(
                $"{source} is \"{value}\", which is not a way to sample rents. Use off, "
                    + "checked or guarded; the last two may have an interval of 1 or more, such as checked:100000. "
                    + "Correct it, or remove it to let each pool choose.");
    }

    internal static int? ParseInterval(string source, string? value) =>
        string.IsNullOrEmpty(value) ? null
        : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int interval) ? interval
        : throw new InvalidOperationException(
            $"{source} is \"{value}\", which is not an interval. Use 1 or more, to record the stack of one rent in that many, or 0 for none. "
                + "Correct it, or remove it to let each pool choose.");

    internal static byte? ParseByte(string source, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        bool isHex = value.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        NumberStyles style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        return byte.TryParse(isHex ? value[2..] : value, style, CultureInfo.InvariantCulture, out byte number)
            ? number
            : throw new InvalidOperationException(
                $"{source} is \"{value}\", which is not a byte. Use a number from 0 to 255, or 0x00 to 0xFF. Correct it, "
                    + "or remove it to let each pool choose.");
    }
}
