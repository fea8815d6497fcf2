using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Tidepool.Tool.Tests;

/// <summary>The doctor in a separate process, stopped by a signal: it reports what it recorded until then, and says that the report is partial.</summary>
[Trait("Requirement", "D6")]
public class PartialReportTests
{
    [Theory]
    [InlineData("INT", 2, "00:30:00", "1-pauses.nettrace", "too-little-seen")]
    [InlineData("TERM", 15, "00:00:12", "2-allocations.nettrace", "pool")]
    public async Task ASignal_LeadsToAReportOfWhatWasRecorded(string signal, int number, string duration, string trace, string verdict)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shows which signals a process ignores.");
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using WorkloadProcess program = await WorkloadProcess.StartAsync("bytes");
        using TemporaryFolder folder = new();
        ProcessStartInfo start = new(ToolRun.DotnetHost,
        [
            "exec", Path.Combine(AppContext.BaseDirectory, "Tidepool.Tool.dll"), "doctor", .. Examinations.AnyPause, "--duration", duration,
            "--lifetimes", "--process-id", $"{program.Id}", "--save-trace", folder.Path, "--json", folder.Of("report.json"),
        ]) { RedirectStandardOutput = true };
        using Process doctor = Process.Start(start)!;
        Task<string> output = doctor.StandardOutput.ReadToEndAsync(cancellationToken);
        while (!File.Exists(folder.Of(trace)))
        {
            Assert.False(doctor.HasExited);
            await Task.Delay(20, cancellationToken);
        }

        Assert.SkipWhen(Ignores(doctor, number), $"The parent process has set SIG{signal} to be ignored.");
        await Task.Delay(Examinations.Enough, cancellationToken);
        using Process kill = Process.Start("kill", [$"-{signal}", $"{doctor.Id}"]);
        await doctor.WaitForExitAsync(cancellationToken);
        Assert.True(doctor.ExitCode == 2, await output);
        JsonNode report = JsonNode.Parse(await File.ReadAllTextAsync(folder.Of("report.json"), cancellationToken))!;
        Assert.Equal(verdict, (string?)report["verdict"]);
        Assert.InRange((int)report["pauses"]!["count"]!, 1, int.MaxValue);
        Assert.Contains(report["notes"]!.AsArray(), static note => ((string)note!).StartsWith("This is a partial answer", StringComparison.Ordinal));
        Assert.EndsWith("until it was stopped.", (string?)report["recordings"]!.AsArray()[^1], StringComparison.Ordinal);
        Assert.Contains("was stopped before its end", await output, StringComparison.Ordinal);

        // The report doesn't suggest an option that was given.
        Assert.DoesNotContain("--lifetimes", await output, StringComparison.Ordinal);
    }

    private static bool Ignores(Process process, int signal)
    {
        string mask = File.ReadLines($"/proc/{process.Id}/status").Single(static line => line.StartsWith("SigIgn:", StringComparison.Ordinal)).Split('\t')[1];
        return (ulong.Parse(mask, NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> (signal - 1) & 1) == 1;
    }
}
