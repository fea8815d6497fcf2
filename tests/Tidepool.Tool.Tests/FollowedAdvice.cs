using System.Globalization;
using System.Text.Json.Nodes;
using Tidepool.Tool.Workloads;

namespace Tidepool.Tool.Tests;

/// <summary>Follows the doctor's advice with programs of many kinds, and prints what was predicted and what was measured. Not a test: runs only on
/// request.</summary>
public class FollowedAdvice
{
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(4);

    private static readonly (string Kind, string Workload, (string Name, string Value)[] Environment)[] s_programs =
    [
        ("small and large arrays, and strings", "bytes", []),
        ("the same, server collector", "bytes", [("DOTNET_gcServer", "1")]),
        ("the same, a heap limit of 256 MB", "bytes", [("DOTNET_GCHeapHardLimit", "10000000")]),
        ("four threads", "threads", []),
        ("large arrays among small strings", "mixed", []),
        ("the same, a large budget of generation 0", "mixed", [("DOTNET_GCgen0size", "4000000")]),
        ("large arrays and large strings, among small strings", "large-kinds", []),
        ("large arrays that live for a while, among small strings", "large-held", []),
        ("the same, a large budget of generation 0", "large-held", [("DOTNET_GCgen0size", "4000000")]),
        ("large arrays among small strings, and 300,000 objects that stay", "large-live", []),
        ("large arrays of several sizes, and strings", "large", []),
        ("small arrays, and strings", "small", []),
        ("arrays, and 300,000 objects that stay", "survivors", []),
        ("arrays, and a heap that grows by objects", "growing", []),
        ("the same, server collector", "growing", [("DOTNET_gcServer", "1")]),
    ];

    [Fact(Explicit = true)]
    public async Task Measure()
    {
        ITestOutputHelper output = TestContext.Current.TestOutputHelper!;
        output.WriteLine("| program | rate after, said | measured | pause saved, said | with lifetimes | measured | within |");
        output.WriteLine("|---|---|---|---|---|---|---|");
        foreach ((string kind, string workload, (string Name, string Value)[] environment) in s_programs)
        {
            output.WriteLine(await RowAsync(kind, workload, environment));
        }
    }

    private static async Task<string> RowAsync(string kind, string workload, (string Name, string Value)[] environment)
    {
        // Each program runs with the budgets that the runtime gives it.
        (string, string)[] own = [("DOTNET_GCgen0size", "0"), ("DOTNET_GCgen0MaxBudget", "0"), .. environment];
        using WorkloadProcess program = await WorkloadProcess.StartAsync(workload, environment: own);
        await Task.Delay(s_start, TestContext.Current.CancellationToken);
        (double bytes, double paused) before = await PerRoundAsync(program);
        JsonNode loose = await AdviceAsync(program);
        JsonNode tight = await AdviceAsync(program, "--lifetimes");
        string configuration = tight["configuration"]!["Tidepool"]!.ToJsonString();
        using WorkloadProcess followed = await WorkloadProcess.StartAsync(workload + "-leased", environment: [.. own, (AdvisedPool.Variable, configuration)]);
        await Task.Delay(s_start, TestContext.Current.CancellationToken);
        (double bytes, double paused) after = await PerRoundAsync(followed);
        double saved = 1 - (after.paused / before.paused);
        bool isWithin = saved <= (double)tight["pauseSavedAtMost"]! + 0.005;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {kind} | {(double)tight["allocatedBytesPerSecondAfter"]! / (double)tight["allocatedBytesPerSecond"]!:0.0 %} | "
                + $"{after.bytes / before.bytes:0.0 %} | {Said(loose)} | {Said(tight)} | {saved:0 %} | {(isWithin ? "yes" : "**no**")} |");
    }

    private static string Said(JsonNode advice) =>
        string.Create(CultureInfo.InvariantCulture, $"about {(double)advice["pauseSavedAbout"]!:0 %}, at most {(double)advice["pauseSavedAtMost"]!:0 %}");

    private static async Task<JsonNode> AdviceAsync(WorkloadProcess program, params string[] options)
    {
        ToolRun run = await ToolRun.DoctorAsync([.. Examinations.AnyPause, "--duration", "00:00:03", .. options, "--process-id", $"{program.Id}"]);
        Assert.True(run.ExitCode == 0 && run.Report!["recommendation"] is not null, run.Said);
        return run.Report["recommendation"]!;
    }

    /// <summary>What the program allocates, and how long it is paused, for the same work.</summary>
    private static async Task<(double Bytes, double Paused)> PerRoundAsync(WorkloadProcess program)
    {
        Workloads.Progress begin = await program.ProgressAsync();
        await Task.Delay(s_measured, TestContext.Current.CancellationToken);
        Workloads.Progress end = await program.ProgressAsync();
        double rounds = end.Rounds - begin.Rounds;
        return ((end.AllocatedBytes - begin.AllocatedBytes) / rounds, (end.PausedSeconds - begin.PausedSeconds) / rounds);
    }
}
