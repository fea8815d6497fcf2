using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Tidepool.Tool.Recording;

namespace Tidepool.Tool.Tests;

/// <summary>Recorded traces, from one or many machines.</summary>
[Trait("Requirement", "D1")]
public class TraceTests(Examinations examinations)
{
    [Fact]
    public async Task Traces_OfOneProgram_SayWhatTheLiveExaminationSaid()
    {
        ToolRun live = await examinations.OfAsync("threads");
        string[] traces = await examinations.TracesOfAsync("threads");
        ToolRun recorded = await ToolRun.DoctorAsync([.. Examinations.AnyPause, "--trace", .. traces]);
        Assert.True(recorded.ExitCode == 0, recorded.Said);
        Assert.Equal("pool", (string?)recorded.Report!["verdict"]);
        Assert.Equal(["1-pauses.nettrace", "2-allocations.nettrace"], Names(recorded));
        Assert.Equal((int)live.Report!["allocations"]!["samples"]!, (int)recorded.Report["allocations"]!["samples"]!);
        new Truth("threads").AssertByteArrays(recorded.Report);
    }

    /// <summary>Traces of two workloads get one verdict and one configuration, and a line for each trace.</summary>
    [Fact]
    public async Task Traces_OfSeveralMachines_GetOneAnswer()
    {
        string[] traces = [(await examinations.TracesOfAsync("queue"))[2], (await examinations.TracesOfAsync("bytes"))[1]];
        ToolRun merged = await ToolRun.DoctorAsync([.. Examinations.AnyPause, "--trace", .. traces]);
        Assert.True(merged.ExitCode == 0, merged.Said);
        Assert.Equal("stop-kept", (string?)merged.Report!["verdict"]);
        Assert.Contains(merged.Report["notes"]!.AsArray(), static note => (string)note! == "2-allocations.nettrace differs: alone it gets pool (Use a pool).");
        Assert.Equal(["3-lifetimes.nettrace", "2-allocations.nettrace"], Names(merged));
        Assert.Contains("all together", merged.Output, StringComparison.Ordinal);
        int count = merged.Report["traces"]!.AsArray().Sum(static trace => (int)trace!["count"]!);
        Assert.Equal(count, (int)merged.Report["pauses"]!["count"]!);

        // The sizes are those of both traces, and the lifetimes those of the only trace that has them.
        Assert.Equal([1_024, 4_096, 16_384, 131_072, 262_144], merged.Report["allocations"]!["histogram"]!.AsArray()
            .Select(static bucket => (int)bucket!["upTo"]!));
        Assert.Equal(262_144, (int)merged.Report["recommendation"]!["configuration"]!["Tidepool"]!["MaxSize"]!);
        Assert.NotNull(merged.Report["lifetimes"]);
    }

    /// <summary>A fleet in which one machine does something else.</summary>
    [Fact]
    public async Task AMachineThatDiffers_IsNamed()
    {
        string[] traces = [(await examinations.TracesOfAsync("bytes"))[1], (await examinations.TracesOfAsync("threads"))[1],
            (await examinations.TracesOfAsync("strings"))[1]];
        using TemporaryFolder folder = new();
        string[] machines = [.. traces.Select((trace, index) => folder.Of($"machine{index}.nettrace"))];
        foreach ((string trace, string machine) in traces.Zip(machines))
        {
            File.Copy(trace, machine);
        }

        ToolRun run = await ToolRun.DoctorAsync([.. Examinations.AnyPause, "--trace", .. machines]);
        Assert.True(run.ExitCode == 0, run.Said);
        string[] verdicts = [.. machines.Select((_, index) => index == 2 ? "stop-not-byte-arrays" : "pool")];
        string[] different = [.. machines.Select(static machine => Path.GetFileName(machine))
            .Where((_, index) => verdicts[index] != (string?)run.Report!["verdict"])];
        Assert.Equal(different, run.Report!["notes"]!.AsArray().Select(static note => ((string)note!).Split(' ')[0]));
        Assert.Contains("differs: alone it gets", run.Output, StringComparison.Ordinal);
    }

    /// <summary>What precedes the break is judged, and the report says that it is partial.</summary>
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [Trait("Requirement", "D6")]
    public async Task ATraceThatIsCut_IsJudgedByWhatIsThere(double part)
    {
        byte[] whole = await File.ReadAllBytesAsync((await examinations.TracesOfAsync("threads"))[1], TestContext.Current.CancellationToken);
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder.Of("cut.nettrace"), whole[..(int)(part * whole.Length)], TestContext.Current.CancellationToken);
        ToolRun run = await ToolRun.DoctorAsync([.. Examinations.AnyPause, "--trace", folder.Of("cut.nettrace")]);
        Assert.True(run.Report is not null, run.Said);
        Assert.Contains(run.Report["notes"]!.AsArray(), static note => ((string)note!).Contains("breaks off after", StringComparison.Ordinal));
        Assert.InRange((int)run.Report["pauses"]!["count"]!, 1, int.MaxValue);
        Assert.Contains("step 1: pauses", run.Output, StringComparison.Ordinal);
    }

    /// <summary>.NET 8 and 9 don't sample allocations, but report one about every hundred kilobytes; so does .NET 10 unless samples are requested.</summary>
    [Fact]
    public async Task AllocationTicks_OfOlderRuntimes_DoAsWell()
    {
        EventSelection ticks = new("ticks", [new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Verbose, 0x1)],
            EventSelection.Allocations.RundownKeyword, HasStacks: true);
        ToolRun run = await ToolRun.JudgeAsync("bytes", ticks, TimeSpan.FromSeconds(5));
        Assert.True(run.ExitCode == 0, run.Said);
        Assert.Equal("pool", (string?)run.Report!["verdict"]);
        Truth truth = new("bytes");
        truth.AssertByteArrays(run.Report);
        truth.AssertHistogram(run.Report);
        Assert.Contains("MakeLargeArray", (string?)run.Report["allocations"]!["byteArraySites"]![0]!["method"], StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "D6")]
    public async Task ATraceOfSomethingElse_IsToldToSayNothing()
    {
        ToolRun run = await ToolRun.JudgeAsync("bytes",
            new EventSelection("others", [new EventPipeProvider("Nobody", EventLevel.Informational)], RundownKeyword: 0, HasStacks: false),
                TimeSpan.FromSeconds(1));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("says nothing about collections or allocations", run.Errors, StringComparison.Ordinal);
    }

    /// <summary>Samples alone, as another tool may record them, don't show that there were no collections.</summary>
    [Fact]
    public async Task ATraceWithoutTheEventsOfCollections_AcquitsNothing()
    {
        ToolRun run = await ToolRun.JudgeAsync("bytes",
            new EventSelection("samples", [new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, 0x800_0000_0000)],
                EventSelection.Allocations.RundownKeyword, HasStacks: true), TimeSpan.FromSeconds(2));
        Assert.Equal("too-little-seen", (string?)run.Report!["verdict"]);
        Assert.Contains("or their events weren't recorded: those take the keyword 0x1", (string?)run.Report["notes"]!.AsArray()[^1], StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(ToolRun run) => run.Report!["traces"]!.AsArray().Select(static trace => (string)trace!["name"]!);
}
