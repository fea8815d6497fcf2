using System.Diagnostics;
using System.Text.RegularExpressions;
using Tidepool.Tool.Workloads;

namespace Tidepool.Tool.Tests;

/// <summary>A program that can't be examined is reported in one sentence, with exit code 2.</summary>
[Trait("Requirement", "D6")]
[Trait("Requirement", "B10")]
public class DoctorErrorTests
{
    /// <summary>The recording has begun once this file exists.</summary>
    private const string FirstTrace = "1-pauses.nettrace";

    [Fact]
    public async Task AProgramThatIsNotDotnet_IsToldAsSuch()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no sleep on Windows.");
        using Process sleeper = Process.Start("sleep", "60");
        try
        {
            ToolRun run = await ToolRun.DoctorAsync("--process-id", $"{sleeper.Id}");
            Assert.Equal(2, run.ExitCode);
            Assert.Contains("no diagnostics port", run.Errors, StringComparison.Ordinal);
        }
        finally
        {
            sleeper.Kill();
        }
    }

    [Theory]
    [InlineData("DOTNET_EnableDiagnostics")]
    [InlineData("DOTNET_EnableDiagnostics_IPC")]
    public async Task AProgramWithDiagnosticsOff_IsToldWhichVariableDoesThat(string variable)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shows the variables of another process.");
        using WorkloadProcess program = await WorkloadProcess.StartAsync("calm", switchedOff: variable);
        ToolRun run = await ToolRun.DoctorAsync("--process-id", $"{program.Id}");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"was started with {variable}=0", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AProgramOfAnotherUser_IsToldAsSuch()
    {
        const string SetPrivileges = "/usr/bin/setpriv";
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root" && File.Exists(SetPrivileges),
            "Only root can become another user, with setpriv.");
        string tool = Path.Combine(AppContext.BaseDirectory, "Tidepool.Tool.dll");
        Assert.SkipUnless((await RunAsAnotherAsync("/usr/bin/test", "-r", tool)).ExitCode == 0, "The other user may not read this folder.");
        using WorkloadProcess program = await WorkloadProcess.StartAsync("calm");
        (int exitCode, string errors) = await RunAsAnotherAsync(ToolRun.DotnetHost, "exec", tool, "doctor", "--process-id", $"{program.Id}");
        Assert.Equal(2, exitCode);
        Assert.Contains("is another user's process", errors, StringComparison.Ordinal);

        static async Task<(int ExitCode, string Errors)> RunAsAnotherAsync(params string[] command)
        {
            ProcessStartInfo start = new(SetPrivileges, ["--reuid=65534", "--regid=65534", "--clear-groups", .. command]) { RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, errors);
        }
    }

    [Fact]
    public async Task AStoppedProgram_IsToldNotToAnswer()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal that stops a process.");
        using WorkloadProcess program = await WorkloadProcess.StartAsync("calm");
        program.Signal("STOP");
        FastClock clock = new();
        RunningTool doctor = new(clock, isTerminal: false, "doctor", "--process-id", $"{program.Id}");
        ToolRun run = await clock.PassUntilAsync(doctor.End);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("has not answered for 15 s", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AProgramThatStopsInTheMiddle_IsToldToHaveStoppedAnswering()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal that stops a process.");
        using WorkloadProcess program = await WorkloadProcess.StartAsync("calm");
        using TemporaryFolder folder = new();
        FastClock clock = new();
        RunningTool doctor = new(clock, isTerminal: false, "doctor", "--process-id", $"{program.Id}", "--duration", "00:02:00", "--save-trace", folder.Path);
        await doctor.MakesAsync(folder.Of(FirstTrace));
        program.Signal("STOP");
        ToolRun run = await clock.PassUntilAsync(doctor.End);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("stopped answering while it was recorded", run.Errors, StringComparison.Ordinal);
    }

    /// <summary>What it sent until then is judged, and said to be a part.</summary>
    [Fact]
    [Trait("Requirement", "D6")]
    public async Task AProgramThatStopsAfterAWhile_IsJudgedByWhatItDidUntilThen()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal that stops a process.");
        using WorkloadProcess program = await WorkloadProcess.StartAsync("bytes");
        using TemporaryFolder folder = new();
        FastClock clock = new();
        RunningTool doctor = new(clock, isTerminal: false, ["doctor", .. Examinations.AnyPause, "--process-id", $"{program.Id}", "--duration", "00:02:00",
            "--save-trace", folder.Path]);
        await doctor.MakesAsync(folder.Of(FirstTrace));
        long begin = Stopwatch.GetTimestamp();
        while (new FileInfo(folder.Of(FirstTrace)).Length < 300_000)
        {
            Assert.True(Stopwatch.GetElapsedTime(begin).TotalSeconds < 60, "The trace has had no 300,000 bytes in 60 s.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        program.Signal("STOP");
        ToolRun run = await clock.PassUntilAsync(doctor.End);
        Assert.Contains("stopped answering while it was recorded", run.Output, StringComparison.Ordinal);
        Assert.Contains("step 1: pauses", run.Output, StringComparison.Ordinal);
        Assert.Contains("has not answered for 15 s", run.Output, StringComparison.Ordinal);
    }

    /// <summary>Some programs end before they have a port, some while a session starts, and some while they are recorded: on a slow machine perhaps after a
    /// recording that is long enough.</summary>
    [Theory]
    [InlineData("true")]
    [InlineData("dotnet", "exec", "Tidepool.Tool.Workloads.dll")]
    public async Task AProgramThatEndsAtOnce_GetsItsVerdictOrIsToldToHaveEnded(params string[] command)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no true on Windows.");
        string[] started = [.. command.Select(static part => part == "dotnet" ? ToolRun.DotnetHost : Path.HasExtension(part) ? ToolRun.WorkloadProgram : part)];
        for (int time = 0; time < 6; time++)
        {
            ToolRun run = await ToolRun.DoctorAsync([.. Examinations.AnyPause, "--", .. started]);
            Assert.True(
                run.ExitCode == 0 ? (double)run.Report!["traces"]![0]!["seconds"]! >= 0.5 : run.ExitCode == 2
                    && Regex.IsMatch(run.Errors, "error: \".*\" ended after [0-9]+[.][0-9] s, with exit code [02], before it could be examined[.]"),
                run.Said);
        }
    }

    [Fact]
    public async Task AProgramThatEndsBeforeTheNextStep_IsToldHowToGoOn()
    {
        using WorkloadProcess program = await WorkloadProcess.StartAsync("bytes");
        using TemporaryFolder folder = new();
        RunningTool doctor = new(
            TimeProvider.System, isTerminal: false,
                ["doctor", .. Examinations.AnyPause, "--duration", "00:30:00", "--process-id", $"{program.Id}", "--save-trace", folder.Path]);
        await doctor.MakesAsync(folder.Of(FirstTrace));
        await Task.Delay(Examinations.Enough, TestContext.Current.CancellationToken);
        program.End();
        ToolRun run = await doctor.End;
        Assert.Equal((2, ""), (run.ExitCode, run.Errors));
        Assert.Contains("too-little-seen", run.Output, StringComparison.Ordinal);
        Assert.Matches("This is a partial answer: .* ended after its pauses were found to be a problem.*`tidepool doctor -- COMMAND`", run.Output);
        Assert.Contains("step 1: pauses", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProcessList_ShowsWhatEachProgramIs()
    {
        using WorkloadProcess one = await WorkloadProcess.StartAsync("calm");
        using WorkloadProcess with = await WorkloadProcess.StartAsync(PoolUser.Name);
        using Process wordy = Process.Start(ToolRun.DotnetHost, ["exec", ToolRun.WorkloadProgram, "calm", "60", .. Enumerable.Repeat("word", 100)]);
        ToolRun run = await ToolRun.OfAsync("ps");
        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotMatch(" \n", run.Output);
        Assert.All(run.Output.Split('\n'), static line => Assert.InRange(line.Length, 0, 250));
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shows the arguments of another process.");
        AssertShown(one.Id, $" +Tidepool[.]Tool[.]Workloads +[.]NET {Environment.Version} +(yes|no) +", "calm");
        AssertShown(with.Id, $" .*[.]NET {Environment.Version} +yes +", PoolUser.Name);

        // A long command is cut, as it is for a program in a deeply nested folder.
        void AssertShown(int id, string columns, string workload)
        {
            string command = Regex.Match(run.Output, $" {id}{columns}(?<command>.*)").Groups["command"].Value.TrimEnd('\r');
            string whole = $"dotnet exec {ToolRun.WorkloadProgram} {workload}";
            Assert.True(command.Length > 0 && (command.StartsWith(whole, StringComparison.Ordinal)
                || (command.EndsWith('…') && whole.StartsWith(command[..^1], StringComparison.Ordinal))), run.Output);
        }
    }

    /// <summary>Other tests may run the same program at the same time: then several processes have that name.</summary>
    [Fact]
    public async Task AProgramThatDotnetRuns_IsFoundByItsName()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shows the arguments of another process.");
        using WorkloadProcess program = await WorkloadProcess.StartAsync("calm");
        ToolRun run = await ToolRun.DoctorAsync("--name", "Tidepool.Tool.Workloads", "--duration", "00:00:01");
        Assert.Matches(@$"(Recording pauses of Tidepool[.]Tool[.]Workloads \({program.Id}\)|There are [0-9]+ processes named .*\b{program.Id}\b)", run.Said);
    }
}
