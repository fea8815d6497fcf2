using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Tidepool.AspNetCore.Configuration;

/// <summary>Reads a pool's options from a configuration section.</summary>
/// <remarks>The framework's binder stops at the first invalid value and ignores misspelt keys; this one reports all of them,
/// without reflection.</remarks>
/// <param name="poolName">The name of the pool's options.</param>
/// <param name="section">The section.</param>
/// <param name="whole">The configuration in which the section was looked up; null if the user passed the section.</param>
internal sealed class SectionBinding(string poolName, IConfigurationSection section, IConfiguration? whole) : IConfigureNamedOptions<BytePoolOptions>
{
    internal string PoolName => poolName;

    internal static void Add(ITidepoolBuilder builder, IConfigurationSection section, IConfiguration? whole = null)
    {
        SectionBinding binding = new(builder.Name, section, whole);
        builder.Services.AddSingleton(binding);
        builder.Services.AddSingleton<IConfigureOptions<BytePoolOptions>>(binding);

        // So that IOptionsMonitor tells of changes.
        builder.Services.AddSingleton<IOptionsChangeTokenSource<BytePoolOptions>>(
            new ConfigurationChangeTokenSource<BytePoolOptions>(builder.Name, whole ?? section));
    }

    /// <summary>Describes an invalid value by its path and text in the section; null if it doesn't come from there: the section lacks the key,
    /// or the value was overridden.</summary>
    internal string? Describe(BytePoolOptionsError error)
    {
        if (OptionKey.Find(error.Property) is not { } key || section.GetSection(key.Name) is not { } value || !value.Exists())
        {
            return null;
        }

        BytePoolOptions alone = new();
        key.Set(alone, value);
        if ($"{key.Get(alone)}" != $"{error.Value}")
        {
            return null;
        }

        string sentence = $"{Describe(value)}, but {error.Rule}.";
        return key.Note is null ? sentence : $"{sentence} {key.Note}";
    }

    public void Configure(BytePoolOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, BytePoolOptions options)
    {
        if (name == poolName)
        {
            Read(options);
        }
    }

    /// <summary>Sets the options that the section has.</summary>
    /// <returns>What can't be set.</returns>
    internal IReadOnlyList<SectionError> Read(BytePoolOptions options)
    {
        if (whole is not null && !section.Exists())
        {
            return [.. MisplacedOptions.Find(whole, section.Key)];
        }

        IConfigurationSection[] values = [.. section.GetChildren()];
        if (!string.IsNullOrEmpty(section.Value) && values.Length == 0)
        {
            return [NoSection($"the value \"{section.Value}\"")];
        }

        if (values.Length > 0 && values.All(static value => int.TryParse(value.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            return [NoSection("a list")];
        }

        List<SectionError> errors = [];
        foreach (IConfigurationSection value in values)
        {
            if (OptionKey.Find(value.Key) is not { } key)
            {
                errors.Add(new SectionError(value.Key, $"{value.Path} is not a pool option. {OptionKey.Advise(value.Key)}"));
                continue;
            }

            if (key.TakesList && !string.IsNullOrEmpty(value.Value) && value.GetChildren().Any())
            {
                errors.Add(new SectionError(key.Name, $"{value.Path} is \"{value.Value}\" in one place of the configuration and a list in another, "
                    + "and which of them overrides the other isn't known. Remove one."));
                continue;
            }

            // It has no value of its own, so a name would be left out in silence, and a number would be called by its parts.
            if (!key.TakesList && value.GetChildren().Any())
            {
                errors.Add(new SectionError(key.Name, $"{value.Path} is a list or a section, but must be a single value."));
                continue;
            }

            try
            {
                key.Set(options, value);
            }
            catch (FormatException error)
            {
                errors.Add(new SectionError(key.Name, $"{Describe(value)}, but {error.Message}."));
            }
        }

        return errors;
    }

    private SectionError NoSection(string present) => new(
        section.Key,
        $"{section.Path} is {present}, but must be a section with pool options: \"{section.Key}\": {{ \"MaxSize\": 65536 }} in JSON, or "
            + $"{section.Path.Replace(":", "__", StringComparison.Ordinal)}__MaxSize=65536 in the environment.");

    private static string Describe(IConfigurationSection value) => value.GetChildren().Any()
        ? $"{value.Path} is \"{string.Join(", ", value.GetChildren().Select(static item => item.Value))}\""
        : string.IsNullOrEmpty(value.Value) ? $"{value.Path} is empty" : $"{value.Path} is \"{value.Value}\"";
}
