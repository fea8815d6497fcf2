using System.Globalization;

namespace Tidepool.Tests.Processes;

/// <summary>A program that drops thousands of leases from one call site.</summary>
[Trait("Requirement", "B3")]
[Trait("Requirement", "N3")]
public sealed class DroppedInALoopTests : IDisposable
{
    private const int Dropped = 1_234;

    private readonly string _folder = Directory.CreateTempSubdirectory("tidepool-dropped-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("checked")]
    [InlineData("guarded")]
    public async Task StandardError_GetsAFewReports_AndTheTotal(string mode)
    {
        ProgramResult result = await TestProgram.RunAsync(["drop", $"{Dropped}"], new() { ["TIDEPOOL_MODE"] = mode });

        Assert.Equal((0, $"{Dropped}"), (result.ExitCode, result["abandoned"]));
        Assert.Equal(5, CountOf("Tidepool: a lease of 100 bytes (bucket 128, pool \"dropped\") was dropped", result.Error));
        Assert.Equal(1, CountOf("Further reports from this call site are only counted.", result.Error));
        Assert.Equal(1, CountOf("Tidepool: 1,000 reports from one call site so far. The first: a lease of 100 bytes", result.Error));
        Assert.Equal(1, CountOf("Tidepool: 1,234 reports from one call site in all. The first: a lease of 100 bytes", result.Error));
        Assert.Contains("at Tidepool.TestProgram.Misuse.DroppedInALoop.Drop", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReportFile_GetsEveryReport()
    {
        string path = Path.Combine(_folder, "report.txt");
        ProgramResult result = await TestProgram.RunAsync(["drop", $"{Dropped}"], new() { ["TIDEPOOL_MODE"] = "checked", ["TIDEPOOL_REPORT"] = path });

        Assert.Equal((0, "", $"{Dropped}"), (result.ExitCode, result.Error, result["abandoned"]));
        string report = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(Dropped, CountOf("was dropped without being returned.", report));
    }

    /// <summary>Drops more than the 16,382 buffers that can be accessible at once.</summary>
    [Fact]
    public async Task GuardedMode_SurvivesAnyNumber()
    {
        const int More = 40_000;
        ProgramResult result = await TestProgram.RunAsync(["drop", $"{More}"], new() { ["TIDEPOOL_MODE"] = "guarded" });

        Assert.Equal((0, More.ToString(CultureInfo.InvariantCulture)), (result.ExitCode, result["abandoned"]));
    }

    private static int CountOf(string text, string lines) => lines.Split(text).Length - 1;
}
