using System.Text.RegularExpressions;

namespace Tidepool.Documentation.Tests;

/// <summary>Every link of the documents into the repository has a target.</summary>
[Trait("Requirement", "Quality")]
public class LinkTests
{
    /// <summary>The prefix of links to the repository in the packages' readmes, which are shown on other sites.</summary>
    private const string Published = "https://github.com/tidepool-net/tidepool/blob/main/";

    public static TheoryData<string> Documents => [.. Document.All()];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_OfADocument_LeadSomewhere(string path)
    {
        Assert.All(new Document(path).Links(), link => Assert.True(LeadsSomewhere(path, link), $"{path} links to {link}, which doesn't exist."));
    }

    [Theory]
    [InlineData("docs/design.md", true)]
    [InlineData("docs/design.md#decay", true)]
    [InlineData("https://example.org/anything", true)]
    [InlineData(Published + "docs/design.md", true)]
    [InlineData("docs", true)]
    [InlineData("docs/nothing.md", false)]
    [InlineData("docs/design.md#the-flood", false)]
    [InlineData("#nothing", false)]
    [InlineData(Published + "docs/nothing.md", false)]
    public void LeadsSomewhere_TellsRightFromWrong(string link, bool isRight) => Assert.Equal(isRight, LeadsSomewhere("README.md", link));

    /// <summary>A link whose text is a type or member of the sources leads to a file that contains it.</summary>
    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_ToSources_LeadToWhatTheyName(string path)
    {
        string folder = Path.Combine(Repository.Root(), Path.GetDirectoryName(path)!);
        Assert.All(new Document(path).CodeLinks(), link =>
        {
            string name = link.Name.Split('.')[^1];
            string file = Path.Combine(folder, link.Target);
            Assert.True(File.Exists(file) && Regex.IsMatch(File.ReadAllText(file), $@"\b{name}\b"),
                $"{path} links {link.Name} to {link.Target}, which doesn't contain it.");
        });
    }

    private static bool LeadsSomewhere(string path, string link)
    {
        bool isPublished = link.StartsWith(Published, StringComparison.Ordinal);
        if (!isPublished && Uri.TryCreate(link, UriKind.Absolute, out Uri? address) && address.Scheme is "https" or "http" or "mailto")
        {
            return true;
        }

        string[] parts = (isPublished ? link[Published.Length..] : link).Split('#');
        string folder = isPublished ? "" : Path.GetDirectoryName(path)!;
        string target = parts[0].Length == 0 ? path : Path.GetRelativePath(".", Path.Combine(folder, Uri.UnescapeDataString(parts[0]))).Replace('\\', '/');
        string file = Path.Combine(Repository.Root(), target);
        return parts.Length == 1
            ? File.Exists(file) || Directory.Exists(file)
            : File.Exists(file) && new Document(target).Anchors().Contains(parts[1]);
    }
}
