using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.Json;
using NuGet.Packaging;
using NuGet.Packaging.Core;

namespace Tidepool.Packages.Tests;

/// <summary>The contents of the packages.</summary>
[Trait("Requirement", "Quality")]
public class PackageContentTests(PackedPackages packages)
{
    private static readonly Guid s_sourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    private static string RepositoryUrl { get; } = BuildSetting.Of("RepositoryUrl");

    [Theory]
    [MemberData(nameof(PackedPackages.All), MemberType = typeof(PackedPackages))]
    public async Task Nuspec_OfEachPackage_SaysWhatItIs(string package)
    {
        using PackageArchiveReader reader = new(packages.FileOf(package));
        NuspecReader nuspec = reader.NuspecReader;

        Assert.Equal((package, packages.Version), (nuspec.GetId(), nuspec.GetVersion().ToNormalizedString()));
        Assert.Equal("MIT", nuspec.GetLicenseMetadata()?.License);
        Assert.NotEmpty(nuspec.GetDescription());
        Assert.NotEmpty(nuspec.GetTags());
        Assert.Equal(RepositoryUrl, nuspec.GetProjectUrl());
        Assert.Contains("CHANGELOG", nuspec.GetReleaseNotes(), StringComparison.Ordinal);
        RepositoryMetadata repository = nuspec.GetRepositoryMetadata();
        Assert.Equal(("git", RepositoryUrl), (repository.Type, repository.Url));
        Assert.StartsWith("# ", await TextOf(reader, nuspec.GetReadme()), StringComparison.Ordinal);
        Assert.Equal([0x89, .. "PNG"u8], (await BytesOf(reader, nuspec.GetIcon()))[..4]);
    }

    [Fact]
    public void Dependencies_OfTheCore_AreNone()
    {
        using PackageArchiveReader reader = new(packages.FileOf(PackedPackages.Core));

        PackageDependencyGroup only = Assert.Single(reader.NuspecReader.GetDependencyGroups());
        Assert.Empty(only.Packages);
    }

    [Fact]
    public void Dependencies_OfTheAspNetCorePackage_AreTheCoreOfTheSameVersionWithItsAnalyzers()
    {
        using PackageArchiveReader reader = new(packages.FileOf(PackedPackages.AspNetCore));

        PackageDependency only = Assert.Single(Assert.Single(reader.NuspecReader.GetDependencyGroups()).Packages);
        Assert.Equal((PackedPackages.Core, $"[{packages.Version}]"), (only.Id, only.VersionRange.OriginalString));
        Assert.DoesNotContain("Analyzers", only.Exclude);
    }

    [Theory]
    [InlineData(PackedPackages.Core)]
    [InlineData(PackedPackages.AspNetCore)]
    public void Libraries_HaveDocumentation(string package)
    {
        using PackageArchiveReader reader = new(packages.FileOf(package));

        Assert.Contains($"lib/net10.0/{package}.xml", reader.GetFiles());
    }

    [Theory]
    [MemberData(nameof(PackedPackages.All), MemberType = typeof(PackedPackages))]
    public async Task Assembly_OfEachPackage_IsDeterministic(string package)
    {
        using PackageArchiveReader reader = new(packages.FileOf(package));
        using PEReader assembly = new(new MemoryStream(await BytesOf(reader, PathIn(reader, $"{package}.dll"))));

        Assert.Contains(assembly.ReadDebugDirectory(), static entry => entry.Type == DebugDirectoryEntryType.Reproducible);
    }

    [Theory]
    [MemberData(nameof(PackedPackages.All), MemberType = typeof(PackedPackages))]
    public async Task Symbols_OfEachPackage_LinkToTheSources(string package)
    {
        using PackageArchiveReader reader = new(packages.FileOf(package, "snupkg"));
        using MetadataReaderProvider provider =
            MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(await BytesOf(reader, PathIn(reader, $"{package}.pdb"))));
        MetadataReader symbols = provider.GetMetadataReader();

        CustomDebugInformation link = Assert.Single(
            symbols.GetCustomDebugInformation(EntityHandle.ModuleDefinition).Select(symbols.GetCustomDebugInformation),
            information => symbols.GetGuid(information.Kind) == s_sourceLink);
        JsonProperty rule = Assert.Single(JsonDocument.Parse(symbols.GetBlobBytes(link.Value)).RootElement.GetProperty("documents").EnumerateObject());
        string commit = reader.NuspecReader.GetRepositoryMetadata().Commit;
        Assert.Equal(("/_/*", $"{RepositoryUrl.Replace("github.com", "raw.githubusercontent.com", StringComparison.Ordinal)}/{commit}/*"),
            (rule.Name, rule.Value.GetString()));
    }

    [Fact]
    [Trait("Requirement", "D1")]
    public async Task Configuration_OfTheTool_AllowsANewerRuntime()
    {
        using PackageArchiveReader reader = new(packages.FileOf(PackedPackages.Tool));
        string configuration = await TextOf(reader, PathIn(reader, $"{PackedPackages.Tool}.runtimeconfig.json"));

        JsonElement options = JsonDocument.Parse(configuration).RootElement.GetProperty("runtimeOptions");
        Assert.Equal("Major", options.GetProperty("rollForward").GetString());
    }

    private static string PathIn(PackageArchiveReader reader, string name) => Assert.Single(reader.GetFiles(), path => Path.GetFileName(path) == name);

    private static async Task<string> TextOf(PackageArchiveReader reader, string? path) => Encoding.UTF8.GetString(await BytesOf(reader, path));

    private static async Task<byte[]> BytesOf(PackageArchiveReader reader, string? path)
    {
        Assert.NotNull(path);
        using MemoryStream bytes = new();
        await using Stream file = reader.GetStream(path);
        await file.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
