namespace Tidepool.Tool.Tests;

/// <summary>Reports and traces that can't be written are reported in one sentence, before anything is recorded.</summary>
[Trait("Requirement", "D6")]
[Trait("Requirement", "B10")]
public class ReportFileErrorTests
{
    /// <summary>The recording has begun once this file exists.</summary>
    private const string FirstTrace = "1-pauses.nettrace";

    /// <summary>The process doesn't exist, but the doctor looks for it only after it has checked the path.</summary>
    [Theory]
    [InlineData("--json", "folder")]
    [InlineData("--html", "folder")]
    [InlineData("--json", "file/report.json")]
    [InlineData("--save-trace", "file/traces")]
    [InlineData("--save-trace", "file")]
    public async Task ATargetThatCannotBeWritten_IsToldBeforeTheRecording(string option, string path)
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.Of("folder"));
        await File.WriteAllTextAsync(folder.Of("file"), "", TestContext.Current.CancellationToken);
        ToolRun run = await ToolRun.OfAsync("doctor", "--process-id", "2147483000", option, folder.Of(path));
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Matches(
            $"^error: (Traces can't be kept in the folder .*{path}: |.*{path} can't be written: |.*{path} is a (folder: name a file in it|file, and))",
            run.Errors);
    }

    [Fact]
    public async Task ARunThatFails_LeavesNoFolderBehind()
    {
        using TemporaryFolder folder = new();
        ToolRun run = await ToolRun.OfAsync("doctor", "--process-id", "2147483000", "--save-trace", folder.Of("new/traces"), "--json",
            folder.Of("other/new/report.json"));
        Assert.Equal(2, run.ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("would both write to standard output", "--process-id", "2147483000", "--json", "-", "--html", "-")]
    [InlineData("--json and --html name the same file", "--process-id", "2147483000", "--json", "./same", "--html", "same")]
    [InlineData("would overwrite", "--trace", "other.nettrace", "./same", "--json", "same")]
    [InlineData("would overwrite", "--trace", "same", "--html", "same")]
    public async Task AReportThatWouldTakeTheFileOfAnother_IsRefused(string sentence, params string[] arguments)
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder.Of("same"), "kept", TestContext.Current.CancellationToken);
        ToolRun run = await ToolRun.OfAsync(["doctor",
            .. arguments.Select(argument => argument.EndsWith("same", StringComparison.Ordinal) ? folder.Of(argument) : argument)]);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(sentence, run.Errors, StringComparison.Ordinal);
        Assert.Equal("kept", await File.ReadAllTextAsync(folder.Of("same"), TestContext.Current.CancellationToken));
    }

    /// <summary>The file could be written when it was checked, but no longer can be.</summary>
    [Fact]
    public async Task AReportThatCannotBeWritten_KeepsNoOtherFromBeingWritten()
    {
        using WorkloadProcess program = await WorkloadProcess.StartAsync("calm");
        using TemporaryFolder folder = new();
        RunningTool doctor = new(
            TimeProvider.System, isTerminal: false, "doctor", "--process-id", $"{program.Id}", "--duration", "00:00:02", "--save-trace", folder.Path,
                "--json", folder.Of("a.json"), "--html", folder.Of("a.html"));
        await doctor.MakesAsync(folder.Of(FirstTrace));
        Directory.CreateDirectory(folder.Of("a.json"));
        ToolRun run = await doctor.End;
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("a.json can't be written", run.Errors, StringComparison.Ordinal);
        Assert.Contains("stop-no-gc-problem", run.Output, StringComparison.Ordinal);
        Assert.Contains("stop-no-gc-problem", await File.ReadAllTextAsync(folder.Of("a.html"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }
}
