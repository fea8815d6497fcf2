[assembly: AssemblyFixture(typeof(Tidepool.Packages.Tests.PackedPackages))]

namespace Tidepool.Packages.Tests;

/// <summary>The packages, packed from the sources as for a release, in a folder that the tests' projects restore from.</summary>
/// <remarks>They have a version of their own, so that no other package is taken for them. Everything is outside the repository,
/// whose settings must not apply, and is deleted at the end.</remarks>
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

    /// <summary>The version of the packages: that of the sources, with a suffix that marks them as the tests' own.</summary>
    internal string Version { get; }

    /// <summary>The folder of the packages.</summary>
    internal string Folder => Path.Combine(_root.FullName, "packages");

    public async ValueTask InitializeAsync()
    {
        string artifacts = Path.Combine(_root.FullName, "artifacts");
        foreach (string package in s_all)
        {
            // The build of the solution has already run the analyzers.
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
#pragma warning disable CA1308 // NuGet's folder names are lowercase.
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
    /// <param name="package">The package's name.</param>
    /// <param name="extension">The extension of the package or of its symbols.</param>
    internal string FileOf(string package, string extension = "nupkg") => Path.Combine(Folder, $"{package}.{Version}.{extension}");

    /// <summary>Creates an empty folder of that name, in which projects can restore the packages.</summary>
    internal string NewFolder(string name) => _root.CreateSubdirectory(name).FullName;
}
