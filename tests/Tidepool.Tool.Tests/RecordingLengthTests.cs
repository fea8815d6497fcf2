using Spectre.Console;
using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;
using Tidepool.Tool.Commands;
using Tidepool.Tool.Recording;
using Tidepool.Tool.Reports;

namespace Tidepool.Tool.Tests;

/// <summary>How long the doctor records: until there is enough, for two minutes in all steps together, or as requested. It says which.</summary>
[Trait("Requirement", "D1")]
[Trait("Requirement", "D5")]
public class RecordingLengthTests
{
    private static readonly Thresholds s_anyPause = Thresholds.Default with { MaxPauseShare = 0 };

    [Theory]
    [InlineData(false, 24.52)]
    [InlineData(true, 39.04)]
    public async Task WhereThereIsEnough_ItStops(bool withLifetimes, double seconds)
    {
        SteadyProgram program = new(pausesPerSecond: 2, samplesPerSecond: 150);
        Judgement judgement = await ExamineAsync(program, new RecordingPlan(null, 2_000, withLifetimes));
        Assert.Equal(seconds, program.Recorded.TotalSeconds, 0.02);
        Assert.StartsWith("Pauses were recorded for 10 s, until there were enough, 20.", judgement.Recordings[0], StringComparison.Ordinal);
        Assert.StartsWith("Allocations were recorded for 15 s, until there were enough samples, 2,", judgement.Recordings[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 90, 180)]
    [InlineData(true, 60, 120)]
    public async Task WhereThereIsTooLittle_TheWholeTakesTwoMinutes(bool withLifetimes, int seconds, int samples)
    {
        SteadyProgram program = new(pausesPerSecond: 0.5, samplesPerSecond: 2);
        Judgement judgement = await ExamineAsync(program, new RecordingPlan(null, 2_000, withLifetimes));
        Assert.Equal(120, program.Recorded.TotalSeconds, 0.001);
        Assert.Equal("Pauses were recorded for 30 s, in which there were only 15.", judgement.Recordings[0]);
        Assert.Equal($"Allocations were recorded for {seconds} s, which is as long as the two minutes for all steps allow, with {samples} samples.",
            judgement.Recordings[1]);
    }

    [Theory]
    [InlineData(0, "Pauses were recorded for 30 s, in which there were none.")]
    [InlineData(300, "Pauses were recorded for 10 s, until there were enough, 3,000.")]
    public async Task Pauses_AreCountedInWords(int pausesPerSecond, string sentence)
    {
        Judgement judgement = await ExamineAsync(new SteadyProgram(pausesPerSecond, samplesPerSecond: 300), new RecordingPlan(null, 2_000, false),
            Thresholds.Default);
        Assert.Equal(sentence, judgement.Recordings[0]);
    }

    /// <summary>Pauses that aren't a problem are recorded until there are a hundred.</summary>
    [Fact]
    public async Task PausesThatAreNoProblem_AreRecordedForLonger()
    {
        SteadyProgram program = new(pausesPerSecond: 4, samplesPerSecond: 0);
        Judgement judgement = await ExamineAsync(program, new RecordingPlan(null, 2_000, false), Thresholds.Default);
        Assert.Equal((30, "Pauses were recorded for 30 s, until there were enough, 120."),
            (program.Recorded.TotalSeconds, Assert.Single(judgement.Recordings)));
    }

    [Fact]
    public async Task WhereTheUserSaysHowLong_EachStepTakesThat()
    {
        SteadyProgram program = new(pausesPerSecond: 2, samplesPerSecond: 30);
        Judgement judgement = await ExamineAsync(program, new RecordingPlan(TimeSpan.FromSeconds(7), 2_000, true));
        Assert.Equal(21, program.Recorded.TotalSeconds);
        Assert.All(judgement.Recordings, static sentence => Assert.EndsWith("were recorded for 7 s, as asked.", sentence, StringComparison.Ordinal));
    }

    private static async Task<Judgement> ExamineAsync(SteadyProgram program, RecordingPlan plan, Thresholds? thresholds = null)
    {
        await using StringWriter screen = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(screen) });
        ProgressReport progress = new(console, TimeProvider.System);
        return await new Examination(program, plan, thresholds ?? s_anyPause, progress).RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>A program that always does the same, and whose recordings take no time.</summary>
    private sealed class SteadyProgram(double pausesPerSecond, double samplesPerSecond) : IRecordedProgram
    {
        private static readonly AllocationSample s_sample = new("System.Byte[]", 1_024, 102_912, false, CallSite.Unknown);

        public string Name => "steady (1)";

        public bool HasEnded => false;

        /// <summary>The total length of all recordings.</summary>
        internal TimeSpan Recorded { get; private set; }

        public bool CanStartAgain => false;

        public IReadOnlyList<string> Children => [];

        public Task StartAgainAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Findings> RecordAsync(EventSelection events, TimeSpan length, CancellationToken cancellationToken)
        {
            Recorded += length;
            int samples = events == EventSelection.Pauses ? 0 : (int)Math.Round(length.TotalSeconds * samplesPerSecond);
            Pause[] pauses = [.. Enumerable.Range(0, (int)(length.TotalSeconds * pausesPerSecond))
                .Select(static index => new Pause(index, 1, 0, "AllocSmall"))];
            return Task.FromResult(new Findings(Name, length, pauses, 1e9, [.. Enumerable.Repeat(s_sample, samples)]));
        }

        public ToolException EndedTooSoon(Exception? cause) => new("It never ends.", cause);
    }
}
