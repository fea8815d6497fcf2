namespace Tidepool.Tests.Processes;

/// <summary>Plug-ins with their own copy of Tidepool are unloaded, whatever they left behind, and no finalizer ends the process.</summary>
[Trait("Requirement", "B7")]
[Trait("Requirement", "E5")]
public class UnloadingTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public Task PlugIn_IsCollected(bool listens, bool disposes) => AssertUnloadsAsync(listens, disposes, []);

    [Theory]
    [InlineData("System.Diagnostics.Metrics.Meter.IsSupported", false)]
    [InlineData("System.Diagnostics.Metrics.Meter.IsSupported", true)]
    [InlineData("System.Diagnostics.Tracing.EventSource.IsSupported", false)]
    [InlineData("System.Diagnostics.Tracing.EventSource.IsSupported", true)]
    public Task PlugIn_InAProcessWithoutMetricsOrEvents_IsCollected(string feature, bool disposes) =>
        AssertUnloadsAsync(listens: false, disposes, new() { [feature] = "false" });

    [Fact]
    public async Task PlugIn_InAProcessWithAReportFile_IsCollected()
    {
        string path = Path.Combine(Path.GetTempPath(), $"tidepool-{Guid.NewGuid():N}.txt");
        try
        {
            await AssertUnloadsAsync(listens: false, disposes: false, new() { ["Tidepool.Report"] = path });
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task AssertUnloadsAsync(bool listens, bool disposes, Dictionary<string, string> properties)
    {
        ProgramResult result = await TestProgram.RunAsync(["plug-in", $"{listens}", $"{disposes}"], properties: properties);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal("0", result["alive"]);
    }
}
