using Microsoft.Extensions.Configuration;

namespace Tidepool.AspNetCore.Configuration;

/// <summary>A key in a pool's section: one property of <see cref="BytePoolOptions"/>.</summary>
/// <param name="Name">The name of the property.</param>
/// <param name="Get">Gets the property's value.</param>
/// <param name="Set">Sets the property from a value in the configuration. Throws <see cref="FormatException"/> with a rule, "must be …",
/// if the value can't be read.</param>
internal sealed record OptionKey(string Name, Func<BytePoolOptions, object?> Get, Action<BytePoolOptions, IConfigurationSection> Set)
{
    /// <summary>The largest distance at which an unknown key counts as a misspelling of a known one.</summary>
    private const int MostMistakes = 3;

    /// <summary>All properties but the callback, the clock and the meter factory, which text can't express.</summary>
    internal static IReadOnlyList<OptionKey> All { get; } =
    [
        new(nameof(BytePoolOptions.Name), static options => options.Name, static (options, value) => options.Name = value.Value),
        new(nameof(BytePoolOptions.MinSize), static options => options.MinSize, static (options, value) => options.MinSize = OptionText.ToInt32(value)),
        new(nameof(BytePoolOptions.MaxSize), static options => options.MaxSize, static (options, value) => options.MaxSize = OptionText.ToInt32(value)),
        new(nameof(BytePoolOptions.MaxBuffersPerBucket), static options => options.MaxBuffersPerBucket,
            static (options, value) => options.MaxBuffersPerBucket = OptionText.ToInt32(value)),
        new(nameof(BytePoolOptions.MaxIdleBytesPerBucket), static options => options.MaxIdleBytesPerBucket, static (options, value) =>
            options.MaxIdleBytesPerBucket = OptionText.ToInt64OrNull(value)) { Note = "In configuration, an empty value means no limit." },
        new(nameof(BytePoolOptions.MaxTotalBytes), static options => options.MaxTotalBytes,
            static (options, value) => options.MaxTotalBytes = OptionText.ToInt64OrNull(value)) { Note = "In configuration, an empty value means no budget." },
        new(nameof(BytePoolOptions.SizeClasses), static options => options.SizeClasses,
            static (options, value) => options.SizeClasses = OptionText.ToLadder(value)) { TakesList = true },
        new(nameof(BytePoolOptions.Mode), static options => options.Mode, static (options, value) => options.Mode = OptionText.ToMode(value)),
        new(nameof(BytePoolOptions.ClearOnReturn), static options => options.ClearOnReturn,
            static (options, value) => options.ClearOnReturn = OptionText.ToBoolean(value)),
        new(nameof(BytePoolOptions.Pinned), static options => options.Pinned, static (options, value) => options.Pinned = OptionText.ToBoolean(value)),
        new(nameof(BytePoolOptions.QuarantineLength), static options => options.QuarantineLength,
            static (options, value) => options.QuarantineLength = OptionText.ToInt32(value)),
        new(nameof(BytePoolOptions.PoisonByte), static options => options.PoisonByte, static (options, value) => options.PoisonByte = OptionText.ToByte(value)),
        new(nameof(BytePoolOptions.GuardStart), static options => options.GuardStart,
            static (options, value) => options.GuardStart = OptionText.ToBoolean(value)),
        new(nameof(BytePoolOptions.LeakSamplingInterval), static options => options.LeakSamplingInterval,
            static (options, value) => options.LeakSamplingInterval = OptionText.ToInt32(value)),
        new(nameof(BytePoolOptions.SampledMode), static options => options.SampledMode,
            static (options, value) => options.SampledMode = OptionText.ToMode(value)),
        new(nameof(BytePoolOptions.SampledModeInterval), static options => options.SampledModeInterval,
            static (options, value) => options.SampledModeInterval = OptionText.ToInt32(value)),
        new(nameof(BytePoolOptions.DecayTime), static options => options.DecayTime, static (options, value) =>
            options.DecayTime = OptionText.ToTimeSpan(value)) { Note = "In configuration, \"Infinite\" keeps idle buffers indefinitely." },
        new(nameof(BytePoolOptions.CollectAfterReleasing), static options => options.CollectAfterReleasing,
            static (options, value) => options.CollectAfterReleasing = OptionText.ToInt64OrNull(value))
        {
            Note = "In configuration, an empty value means no collection.",
        },
    ];

    /// <summary>How to write in configuration what a rule of <see cref="BytePoolOptions"/> says in terms of C#; null if both are the same.</summary>
    internal string? Note { get; private init; }

    /// <summary>Whether the option may be written as a list.</summary>
    internal bool TakesList { get; private init; }

    internal static OptionKey? Find(string name) => All.FirstOrDefault(key => key.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Advises what to do about an unknown key.</summary>
    internal static string Advise(string unknown)
    {
        OptionKey nearest = All.MinBy(key => MistakesBetween(unknown, key.Name))!;
        return MistakesBetween(unknown, nearest.Name) <= MostMistakes
            ? $"Did you mean {nearest.Name}?"
            : $"Remove it; the options are {string.Join(", ", All.Select(static key => key.Name))}.";
    }

    /// <summary>How many letters have to be inserted, deleted or replaced to turn one into the other, ignoring case (the Levenshtein distance).</summary>
    internal static int MistakesBetween(string one, string other)
    {
        int[] above = [.. Enumerable.Range(0, other.Length + 1)];
        for (int i = 0; i < one.Length; i++)
        {
            int[] row = new int[above.Length];
            row[0] = i + 1;
            for (int j = 0; j < other.Length; j++)
            {
                int replaced = above[j] + (char.ToUpperInvariant(one[i]) == char.ToUpperInvariant(other[j]) ? 0 : 1);
                row[j + 1] = Math.Min(replaced, Math.Min(above[j + 1], row[j]) + 1);
            }

            above = row;
        }

        return above[^1];
    }
}
