using System.Xml.Linq;

namespace Tidepool.Packages.Tests;

/// <summary>The settings that all projects share.</summary>
internal static class BuildSetting
{
    private static readonly XDocument s_file = XDocument.Load(Path.Combine(Repository.Root(), "Directory.Build.props"));

    /// <summary>The value of a property that is set once.</summary>
    internal static string Of(string property) => Assert.Single(s_file.Descendants(property)).Value;
}
