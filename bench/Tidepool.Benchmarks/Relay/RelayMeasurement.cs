using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Spectre.Console;
using Tidepool.Benchmarks.Targets;

namespace Tidepool.Benchmarks.Relay;

/// <summary>How long and how often the relay runs.</summary>
/// <param name="Runs">Runs of the relay; each yields one figure for each ratio.</param>
/// <param name="Rounds">Rounds of a run; in each, every kind of memory has its turn.</param>
/// <param name="Seconds">Measured seconds of a turn.</param>
/// <param name="WarmUpSeconds">Seconds of a turn before those measured.</param>
internal sealed record RelayPlan(int Runs, int Rounds, double Seconds, double WarmUpSeconds)
{
    /// <summary>Figures worth quoting, which take about ten minutes, or a quick run that only shows that everything works.</summary>
    public static RelayPlan Of(bool quick) => quick ? new(1, 3, 1, 0.5) : new(5, 9, 3, 1);
}

/// <summary>What one run of the relay says of Tidepool: medians of its rounds' ratios.</summary>
/// <param name="ProcessorOfShared">Processor time per message, as a fraction of that with <c>ArrayPool&lt;byte&gt;.Shared</c>.</param>
/// <param name="ProcessorOfControl">The same, as a fraction of that with the control.</param>
/// <param name="WorkingSetOfShared">Peak working set, as a fraction of that with <c>ArrayPool&lt;byte&gt;.Shared</c>.</param>
internal sealed record RelayRatios(double ProcessorOfShared, double ProcessorOfControl, double WorkingSetOfShared)
{
    /// <param name="report">The report that the relay wrote.</param>
    /// <exception cref="BenchmarkException">It has no such ratios.</exception>
    public static RelayRatios Read(JsonDocument report)
    {
        JsonElement.ArrayEnumerator all = report.RootElement.GetProperty("ratios").EnumerateArray();
        JsonElement[] ratios = [.. all.Where(static ratio => ratio.GetProperty("kind").GetString() == "Tidepool")];
        return new RelayRatios(Median("ArrayPool", "cpuPerMessage"), Median("Control", "cpuPerMessage"), Median("ArrayPool", "peakWorkingSet"));

        double Median(string of, string figure)
        {
            JsonElement ratio = Array.Find(ratios, ratio => ratio.GetProperty("of").GetString() == of);
            return ratio.ValueKind == JsonValueKind.Object
                ? ratio.GetProperty(figure).GetProperty("median").GetDouble()
                : throw new BenchmarkException($"The relay's report doesn't compare Tidepool with {of}.");
        }
    }
}

/// <summary>Runs the sample <c>MessageRelay</c>, the closest the project has to a real server, and judges what it reports.</summary>
internal sealed class RelayMeasurement(RelayPlan plan)
{
    private const double MostProcessorOfShared = 1.00;
    private const double MostProcessorOfControl = 1.03;
    private const double MostWorkingSet = 1.00;

    /// <summary>The command <c>relay</c>: what the sample's server costs on Tidepool, beside the framework's pool and the control.</summary>
    public static Command CreateCommand(Workbench bench)
    {
        Option<bool> quick = Workbench.Quick("One run of few short rounds");
        return bench.Command(
            "relay",
            $"Runs samples/MessageRelay for ten minutes and judges its ratios; ends with {Workbench.Missed} where a target is missed.",
            [quick],
            async parsed => bench.Judge(await new RelayMeasurement(RelayPlan.Of(parsed.GetValue(quick))).MeasureAsync(bench.Console.WriteLine)));
    }

    /// <summary>Runs the relay as often as planned.</summary>
    /// <param name="tell">Receives each run's ratios.</param>
    /// <exception cref="BenchmarkException">The relay isn't there, or it failed.</exception>
    public async Task<IReadOnlyList<TargetOutcome>> MeasureAsync(Action<string> tell)
    {
        List<RelayRatios> runs = [];
        while (runs.Count < plan.Runs)
        {
            RelayRatios run = await RunAsync();
            runs.Add(run);
            tell(string.Create(
                CultureInfo.InvariantCulture,
                $"run {runs.Count} of {plan.Runs}: processor time {run.ProcessorOfShared:0.00} of ArrayPool.Shared's, "
                + $"{run.ProcessorOfControl:0.00} of the control's; working set {run.WorkingSetOfShared:0.00} of ArrayPool.Shared's"));
        }

        return
        [
            Of("relay, processor time", "per message, of ArrayPool.Shared's", static run => run.ProcessorOfShared, MostProcessorOfShared),
            Of("relay, processor time", "per message, of the control's", static run => run.ProcessorOfControl, MostProcessorOfControl),
            Of("relay, peak working set", "of ArrayPool.Shared's", static run => run.WorkingSetOfShared, MostWorkingSet),
        ];

        TargetOutcome Of(string row, string what, Func<RelayRatios, double> figure, double limit) =>
            new(row, $"{what}; runs: {plan.Runs}, each of {plan.Rounds} rounds", Distribution.Of(runs.Select(figure)), limit);
    }

    private async Task<RelayRatios> RunAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tidepool-relay-");
        try
        {
            string json = Path.Combine(folder.FullName, "report.json");
            string[] arguments =
            [
                "run", "-c", "Release", "--project", FindProject(), "--",
                "--kinds", "arraypool,tidepool,control",
                "--rounds", Say(plan.Rounds),
                "--duration", Say(plan.Seconds),
                "--warm-up", Say(plan.WarmUpSeconds),
                "--json", json,
                "--html", Path.Combine(folder.FullName, "report.html"),
            ];
            await ChildProgram.RunAsync("The relay", new ProcessStartInfo("dotnet", arguments));
            await using FileStream stream = File.OpenRead(json);
            using JsonDocument report = await JsonDocument.ParseAsync(stream);
            return RelayRatios.Read(report);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static string Say(double value) => value.ToString(CultureInfo.InvariantCulture);
    }

    private static string FindProject()
    {
        string project = Path.Combine("samples", "MessageRelay");
        return Workbench.Repository is { } repository && Directory.Exists(Path.Combine(repository, project))
            ? Path.Combine(repository, project)
            : throw new BenchmarkException($"There is no {project} above {AppContext.BaseDirectory}.");
    }
}
