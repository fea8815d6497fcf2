using System.Text.RegularExpressions;

namespace Tidepool.Tests;

/// <summary>The folders of the core are layers in a fixed order, and none uses a folder above it.</summary>
[Trait("Requirement", RequirementTraitTests.Quality)]
public partial class SourceArrowTests
{
    /// <summary>The folders from the bottom up. Public types belong to no layer: they are in the namespace of the package.</summary>
    private static readonly string[] s_folders =
        ["Ownership", "Settings", "Accounting", "Diagnosis", "Slots", "Waiting", "Decay", "Tracking", "Engines", "Telemetry", "Adapters", "Streams"];

    private static readonly string s_sources = Path.Combine(Repository.Root(), "src", "Tidepool");

    public static TheoryData<string> Folders => [.. s_folders];

    [Fact]
    public void Folders_OfTheCore_AreAllListed() =>
        Assert.Equal(
            s_folders.Order(StringComparer.Ordinal),
            Directory.EnumerateDirectories(s_sources)
                .Where(static folder => Directory.EnumerateFiles(folder, "*.cs").Any())
                .Select(static folder => Path.GetFileName(folder))
                .Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Folders))]
    public void Folder_NamesOnlyFoldersBelowIt(string folder)
    {
        string[] below = s_folders[..Array.IndexOf(s_folders, folder)];
        foreach (string file in Directory.EnumerateFiles(Path.Combine(s_sources, folder), "*.cs"))
        {
            foreach (string named in FoldersNamedIn(file))
            {
                Assert.True(named == folder || below.Contains(named), $"{folder}/{Path.GetFileName(file)} names {named}, which is above {folder}.");
            }
        }
    }

    /// <summary>Besides the public API there is one folder that other packages may use.</summary>
    [Fact]
    public void Packages_NameNoFolderOfTheCore_ButTheOneThatShowsPools()
    {
        string package = Path.Combine(Repository.Root(), "src", "Tidepool.AspNetCore");
        foreach (string file in Directory.EnumerateFiles(package, "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)))
        {
            Assert.All(FoldersNamedIn(file), named => Assert.True(named == "Telemetry", $"{file} names {named}."));
        }
    }

    private static IEnumerable<string> FoldersNamedIn(string file) =>
        NamedFolder().Matches(File.ReadAllText(file)).Select(static match => match.Groups["folder"].Value).Where(s_folders.Contains);

    /// <summary>Matches a folder's namespace in a using directive or a qualified name, but not in a namespace declaration.</summary>
    [GeneratedRegex(@"(?<!namespace |\w|\.)Tidepool\.(?<folder>\w+)", RegexOptions.ExplicitCapture)]
    private static partial Regex NamedFolder();
}
