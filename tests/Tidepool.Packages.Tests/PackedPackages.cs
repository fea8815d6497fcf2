[assembly: AssemblyFixture(typeof(Tidepool.Packages.Tests.PackedPackages))]

namespace Tidepool.Packages.Tests;

/// <summary>The packages, made from the sources as a release makes them, in a folder that the projects of the tests restore from.</summary>
/// <remarks>They have a version of their own, so that no other package is taken for them. All of it lies outside the repository,
/// whose settings must not reach there, and is deleted at the end.</remarks>
public sealed class PackedPackages : IAsyncLifetime
{
    internal const string Core = "Tidepool";
    internal const string AspNetCore = "Tidepool.AspNetCore";
    internal const string Tool = "Tidepool.Tool";

    private static readonly string[] s_all = [Core, AspNetCore, Tool];

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("tidepool-packages-");
    private readonly string _suffix = $"test.{DateTime.UtcNow:yyyyMMddHHmmss}.{Environment.ProcessId}";

    public PackedPackages() => Version = $"{BuildSetting.Of("VersionPrefix")}-{_suffix}";

    public static TheoryData<string> All => [.. s_all];

    /// <summary>The version of the packages: that of the sources, and what says that they are the tests' own.</summary>
    internal string Version { get; }

    /// <summary>Where the packages lie.</summary>
    internal string Folder => Path.Combine(_root.FullName, "packages");

    public async ValueTask InitializeAsync()
    {
        string artifacts = Path.Combine(_root.FullName, "artifacts");
        foreach (string package in s_all)
        {
            // The build of the solution has run the analyzers.
            CommandResult packing = await Command.DotnetAsync(
                Repository.Root(),
                ["pack", Path.Combine("src", package), "--artifacts-path", artifacts, "--output", Folder, "--version-suffix",
                    _suffix, "-p:ContinuousIntegrationBuild=true", "-p:RunAnalyzers=false"]);
            Assert.DoesNotContain("warning", packing.Succeeded().Output, StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(Path.Combine(_root.FullName, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="packed" value="{Folder}" />
              </packageSources>
            </configuration>
            """);
    }

    public ValueTask DisposeAsync()
    {
        _root.Delete(recursive: true);
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        foreach (string package in s_all)
        {
#pragma warning disable CA1308 // NuGet's folders are in lower case.
            string cached = Path.Combine(cache, package.ToLowerInvariant(), Version);
#pragma warning restore CA1308
            if (Directory.Exists(cached))
            {
                Directory.Delete(cached, recursive: true);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The file of a package.</summary>
    /// <param name="package">Its name.</param>
    /// <param name="extension">That of the package, or of its symbols.</param>
    internal string FileOf(string package, string extension = "nupkg") => Path.Combine(Folder, $"{package}.{Version}.{extension}");

    /// <summary>An empty folder of that name, below which the packages are to be had.</summary>
    internal string NewFolder(string name) => _root.CreateSubdirectory(name).FullName;
}
