namespace Tidepool.Tool.Tests;

/// <summary>A program that connects to the doctor, as in a container beside it.</summary>
[Trait("Requirement", "D1")]
public class DiagnosticPortTests
{
    [Fact]
    public async Task AProgramThatConnects_IsExaminedFromItsStart()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows, the port is a named pipe.");
        using TemporaryFolder folder = new();
        string port = folder.Of("port.sock");
        RunningTool doctor = new(
            TimeProvider.System, isTerminal: false,
                ["doctor", .. Examinations.AnyPause, "--diagnostic-port", port, "--duration", "00:00:04", "--json", folder.Of("report.json")]);
        await doctor.MakesAsync(port);

        // The program waits at startup until it is recorded, and reports only then that it is at work.
        using WorkloadProcess program = await WorkloadProcess.StartAsync("bytes", environment: [("DOTNET_DiagnosticPorts", port)]);
        ToolRun run = await doctor.End;
        Assert.True(run.ExitCode == 0, run.Said);
        Assert.Contains("\"verdict\": \"pool\"", await File.ReadAllTextAsync(folder.Of("report.json"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Contains("the program at port.sock", run.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(port));
    }

    [Fact]
    public async Task APathThatIsTaken_IsTold()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder.Of("taken"), "", TestContext.Current.CancellationToken);
        ToolRun run = await ToolRun.OfAsync("doctor", "--diagnostic-port", folder.Of("taken"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("exists already", run.Errors, StringComparison.Ordinal);
    }
}
