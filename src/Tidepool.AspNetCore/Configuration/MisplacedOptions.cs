using Microsoft.Extensions.Configuration;

namespace Tidepool.AspNetCore.Configuration;

/// <summary>Finds pool options in a whole configuration that lacks their section: at its root, or in a section with a misspelt name.
/// Without this, the pool would silently get the defaults.</summary>
/// <remarks>Reports only what can hardly be anything else: the root is shared with the whole application and the environment variables.</remarks>
internal static class MisplacedOptions
{
    /// <summary>The largest distance at which another name counts as a misspelling of the section's.</summary>
    private const int MostMistakes = 2;

    /// <summary>Too common to be taken for pool options at the root.</summary>
    private static readonly string[] s_tooCommon = [nameof(BytePoolOptions.Name), nameof(BytePoolOptions.Mode), nameof(BytePoolOptions.Pinned)];

    /// <summary>Taken for pool options at the root only together with others.</summary>
    private static readonly string[] s_ambiguous = [nameof(BytePoolOptions.MinSize), nameof(BytePoolOptions.MaxSize)];

    /// <param name="whole">The configuration.</param>
    /// <param name="section">The name of the section that it lacks.</param>
    internal static IEnumerable<SectionError> Find(IConfiguration whole, string section)
    {
        IConfigurationSection[] children = [.. whole.GetChildren()];
        (string Key, OptionKey Option)[] atRoot =
        [
            .. children.Select(static child => (child.Key, Option: OptionKey.Find(child.Key)!))
                .Where(static found => found.Option is not null && !s_tooCommon.Contains(found.Option.Name)),
        ];
        if (atRoot.Length > 1 || atRoot.Any(static found => !s_ambiguous.Contains(found.Option.Name)))
        {
            foreach ((string key, OptionKey option) in atRoot)
            {
                yield return new SectionError(option.Name,
                    $"{key} is at the root of the configuration, but only the section {section} is read. Move it to {section}:{option.Name}.");
            }
        }

        foreach (IConfigurationSection child in children)
        {
            if (OptionKey.MistakesBetween(child.Key, section) <= MostMistakes && child.GetChildren().Any(static value => OptionKey.Find(value.Key) is not null))
            {
                yield return new SectionError(child.Key, $"The configuration has no section {section}, but it has pool options in the section {child.Key}. "
                    + "Rename that section, or pass it to AddTidepool.");
            }
        }
    }
}
