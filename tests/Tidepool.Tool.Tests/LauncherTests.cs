using System.Diagnostics;
using Tidepool.Tool.Recording;

namespace Tidepool.Tool.Tests;

/// <summary>Programs that are started by others: shells, scripts, and launchers.</summary>
[Trait("Requirement", "D1")]
public class LauncherTests
{
    private static readonly string s_program = $"'{ToolRun.DotnetHost}' exec '{ToolRun.WorkloadProgram}' bytes";

    /// <summary>A shell starts the program to examine, and waits for it. No option needs to say that it is a shell.</summary>
    [Theory]
    [InlineData]
    [InlineData("--children")]
    public async Task AProgramThatAShellStarts_IsExamined(params string[] options)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shows the children of a process.");
        ToolRun run = await ToolRun.DoctorAsync([.. Examinations.AnyPause, .. options, "--duration", "00:00:04", "--", "sh", "-c", $"{s_program} 60; true"]);
        Assert.True(run.ExitCode == 0, run.Said);
        Assert.Equal("pool", (string?)run.Report!["verdict"]);
        Assert.Matches(@"""sh"" started Tidepool[.]Tool[.]Workloads \([0-9]+\), which is examined[.]", run.Output);
        Assert.Contains("Recording pauses of Tidepool.Tool.Workloads (", run.Output, StringComparison.Ordinal);
    }

    /// <summary>The shell's program ends after a few seconds: for the next step, the shell is started again.</summary>
    [Fact]
    public async Task AShortLivedProgramThatAShellStarts_IsStartedAgain()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shows the children of a process.");
        ToolRun run = await ToolRun.DoctorAsync([.. Examinations.AnyPause, "--", "sh", "-c", $"{s_program} 8; true"]);
        Assert.True(run.ExitCode == 0, run.Said);
        Assert.Equal("pool", (string?)run.Report!["verdict"]);
        Assert.Contains("until the program ended", run.Output, StringComparison.Ordinal);
    }

    /// <summary>A program that starts no other is examined itself after all.</summary>
    [Fact]
    public async Task AProgramWithoutChildren_IsExaminedItself_ThoughChildrenWereAskedFor()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shows the children of a process.");
        ToolRun run = await ToolRun.DoctorAsync([.. Examinations.AnyPause, "--children", "--duration", "00:00:04", "--", ToolRun.DotnetHost, "exec",
            ToolRun.WorkloadProgram, "bytes", "60"]);
        Assert.True(run.ExitCode == 0, run.Said);
        Assert.Equal("pool", (string?)run.Report!["verdict"]);
        Assert.Contains("has started no .NET program, so it is examined itself.", run.Output, StringComparison.Ordinal);
    }

    /// <summary>One that was busy once, as <c>dotnet watch</c> is while it builds, isn't the busiest for good.</summary>
    /// <remarks>Alone: beside others, the busy program might get no more of a processor than the one that pauses.</remarks>
    [Fact(DisableParallelization = true)]
    public async Task TheBusiestOfSeveralPrograms_IsTheOneThatWorksNow()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shows the children of a process.");
        string once = s_program.Replace("bytes", "busy", StringComparison.Ordinal);
        using Process shell = Process.Start("sh", ["-c", $"{once} 120 >/dev/null & {s_program} 120 >/dev/null & wait"]);
        try
        {
            long begin = Stopwatch.GetTimestamp();
            int[] byUse = [];
            while (byUse.Length < 2 || UsedBy(byUse[0]) - UsedBy(byUse[1]) < TimeSpan.FromSeconds(4))
            {
                Assert.True(Stopwatch.GetElapsedTime(begin).TotalSeconds < 60, "No program has used 4 s more of a processor than the other in 60 s.");
                await Task.Delay(100, TestContext.Current.CancellationToken);
                byUse = [.. ChildProcesses.DotnetOf(shell.Id).OrderByDescending(UsedBy)];
            }

            using Process stop = Process.Start("kill", ["-STOP", $"{byUse[0]}"]);
            await stop.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(byUse[1], await ProgramSearch.FindAsync(shell, "sh", prefersChild: true, TimeProvider.System, TestContext.Current.CancellationToken));
        }
        finally
        {
            shell.Kill(entireProcessTree: true);
        }

        static TimeSpan UsedBy(int id)
        {
            using Process process = Process.GetProcessById(id);
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Neither the shell nor what it starts is a .NET program.</summary>
    [Fact]
    public async Task AShellWithoutADotnetProgram_IsToldWhatWouldWork()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shows the children of a process.");
        FastClock clock = new();
        RunningTool doctor = new(clock, isTerminal: false, "doctor", "--", "sh", "-c", "sleep 60; true");
        ToolRun run = await clock.PassUntilAsync(doctor.End);
        Assert.Equal(2, run.ExitCode);
        Assert.Matches("^error: \"sh\" has opened no diagnostics port within 30 s, and has started no .NET program that did: "
            + ".*`tidepool ps`.*--process-id[.]\n$", run.Errors);
    }

    /// <summary>The message for a program that fails says so; the one for a program that is only too quick asks for more work.</summary>
    [Theory]
    [InlineData("exit 3", "with exit code 3, before it could be examined. It seems to have failed; its own output may say why.")]
    [InlineData("exit 0", "with exit code 0, before it could be examined. If it is a .NET program, give it work for at least a few seconds.")]
    public async Task AProgramThatEndsAtOnce_IsToldWhy(string script, string sentence)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no sh on Windows.");
        ToolRun run = await ToolRun.OfAsync("doctor", "--", "sh", "-c", script);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(sentence, run.Errors, StringComparison.Ordinal);
        Assert.Equal(script == "exit 0", run.Errors.Contains("give it work", StringComparison.Ordinal));
    }

    /// <summary>A .NET program has started another: the report gives the other's name and id.</summary>
    [Fact]
    public async Task AChildThatIsNotExamined_IsNamed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shows the children of a process.");
        using Process launcher = Process.Start(new ProcessStartInfo(ToolRun.DotnetHost, ["exec", ToolRun.WorkloadProgram, "launcher", "60"]))!;
        try
        {
            await WorkloadProcess.HasPortAsync(launcher.Id);
            ToolRun run = await ToolRun.DoctorAsync("--duration", "00:00:04", "--process-id", $"{launcher.Id}");
            Assert.Equal(("too-little-seen", 2), ((string?)run.Report!["verdict"], run.ExitCode));
            Assert.Matches(@"has started .NET programs that weren't examined: Tidepool[.]Tool[.]Workloads \([0-9]+\)[.] To examine one, "
                + "give its id .* or add --children", run.Output);
        }
        finally
        {
            launcher.Kill(entireProcessTree: true);
        }
    }
}
