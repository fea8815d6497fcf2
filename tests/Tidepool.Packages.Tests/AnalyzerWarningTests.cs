using NuGet.Packaging;

namespace Tidepool.Packages.Tests;

/// <summary>The analyzers, as the package adds them to a project.</summary>
[Trait("Requirement", "A1")]
public class AnalyzerWarningTests(PackedPackages packages)
{
    [Theory]
    [InlineData(PackedPackages.Core)]
    [InlineData(PackedPackages.AspNetCore)]
    public async Task Build_OfAProjectThatForgetsAReturn_Warns(string package)
    {
        Assert.SkipUnless(HasAnalyzers(), "The package has no analyzers.");
        ConsumerProject project = await ConsumerProject.CreateAsync(packages, $"Forgetful.{package}", package, """
            using Tidepool;

            ByteLease lease = BytePool.Shared.Rent(5_000);
            lease.Span.Fill(0x2A);
            Console.WriteLine(lease.Length);
            """, properties: "");

        CommandResult build = (await project.BuildAsync()).Succeeded();

        Assert.Contains("Program.cs(3,", build.Output, StringComparison.Ordinal);
        Assert.Contains("warning TIDE001", build.Output, StringComparison.Ordinal);
    }

    private bool HasAnalyzers()
    {
        using PackageArchiveReader reader = new(packages.FileOf(PackedPackages.Core));
        return reader.GetFiles("analyzers/dotnet/cs").Any(static path => path.EndsWith(".dll", StringComparison.Ordinal));
    }
}
