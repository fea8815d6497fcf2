using Spectre.Console;
using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;
using Tidepool.Tool.Commands;
using Tidepool.Tool.Recording;
using Tidepool.Tool.Reports;

namespace Tidepool.Tool.Tests;

/// <summary>Real programs with little to record: few pauses, few arrays, or no collection at the time.</summary>
[Trait("Requirement", "D1")]
[Trait("Requirement", "D3")]
public class LittleSeenTests
{
    /// <summary>A few kilobytes a second, and a few pauses.</summary>
    [Fact]
    public async Task WhereNextToNothingIsAllocated_ThatIsTheAnswer()
    {
        using WorkloadProcess program = await WorkloadProcess.StartAsync("trickle", environment: ("DOTNET_GCgen0size", "10000"));
        ToolRun run = await ToolRun.DoctorAsync([.. Examinations.AnyPause, "--duration", "00:00:08", "--process-id", $"{program.Id}"]);
        Assert.Equal(("stop-not-byte-arrays", 0), ((string?)run.Report!["verdict"], run.ExitCode));
        Assert.Contains("next to nothing is allocated", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("record for about", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("under load", run.Output, StringComparison.Ordinal);
        int count = (int)run.Report["pauses"]!["count"]!;
        Assert.InRange(count, 2, 99);
        Assert.Contains($"the longest of {count} pauses is", run.Output, StringComparison.Ordinal);
        Assert.Null(run.Report["pauses"]!["p99Milliseconds"]);
        Assert.DoesNotContain("99th percentile of pauses", run.Page, StringComparison.Ordinal);
    }

    /// <summary>Every array is sampled, so two thousand samples aren't needed.</summary>
    [Fact]
    public async Task ArraysThatAreSampledForSure_AreEnoughInOneLook()
    {
        using WorkloadProcess program = await WorkloadProcess.StartAsync("huge");
        ToolRun run = await ToolRun.DoctorAsync([.. Examinations.AnyPause, "--process-id", $"{program.Id}"]);
        Assert.True(run.ExitCode == 0, run.Said);
        Assert.Equal("pool", (string?)run.Report!["verdict"]);
        Assert.InRange((int)run.Report["allocations"]!["samples"]!, 20, 1_999);
        Assert.Matches("Allocations were recorded for [0-9]+ s, until there were enough samples, [0-9,]+[.]", run.Output);
        Assert.InRange((double)run.Report["allocations"]!["byteArrays"]!["low"]!, 0.97, 1);
    }

    /// <summary>Pauses and allocations are recorded from a program with collections, and lifetimes from one without.</summary>
    [Fact(DisableParallelization = true)]
    public async Task LifetimesWithoutACollection_AreSaidToBeThat()
    {
        using WorkloadProcess busy = await WorkloadProcess.StartAsync("bytes");
        using WorkloadProcess calm = await WorkloadProcess.StartAsync("calm", environment: ("DOTNET_GCgen0size", "8000000"));
        using LiveTarget first = LiveTarget.ById(busy.Id, TimeProvider.System);
        using LiveTarget last = LiveTarget.ById(calm.Id, TimeProvider.System);
        using TraceStore store = TraceStore.In(null);
        await using StringWriter screen = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(screen) });
        console.Profile.Width = 1_000;
        Examination examination = new(
            new CalmInTheEnd(new LiveProgram(first, store, TimeProvider.System), new LiveProgram(last, store, TimeProvider.System)),
            new RecordingPlan(TimeSpan.FromSeconds(4), Evidence.EnoughSamples, WithLifetimes: true), Thresholds.Default with { MaxPauseShare = 0 },
            new ProgressReport(console, TimeProvider.System));
        Judgement judgement = await examination.RunAsync(TestContext.Current.CancellationToken);
        new ConsoleReport(console).Write(judgement);
        Assert.Equal(Verdict.Pool, judgement.Verdict);
        Assert.Contains("Lifetimes were recorded", screen.ToString(), StringComparison.Ordinal);
        Assert.Contains("how long they live couldn't be seen: no collection happened in those 4 s", screen.ToString(), StringComparison.Ordinal);
        Assert.Contains("what survives couldn't be seen: no collection happened in those 4 s", screen.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("--lifetimes", screen.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Two programs that look like one that becomes calm.</summary>
    private sealed class CalmInTheEnd(LiveProgram first, LiveProgram last) : IRecordedProgram
    {
        public string Name => first.Name;

        public bool HasEnded => false;

        public bool CanStartAgain => false;

        public IReadOnlyList<string> Children => [];

        public Task StartAgainAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Findings> RecordAsync(EventSelection events, TimeSpan length, CancellationToken cancellationToken) =>
            (events == EventSelection.Lifetimes ? last : first).RecordAsync(events, length, cancellationToken);

        public ToolException EndedTooSoon(Exception? cause) => first.EndedTooSoon(cause);
    }
}
