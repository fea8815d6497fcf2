using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Targets;

namespace Tidepool.Benchmarks.Relay;

/// <summary>Runs the sample <c>MessageRelay</c>, the nearest that the project has to a server in life, and judges what it reports.</summary>
internal sealed class RelayMeasurement(RelayPlan plan)
{
    private const double MostProcessorOfShared = 1.00;
    private const double MostProcessorOfControl = 1.03;
    private const double MostWorkingSet = 1.00;

    private static readonly string s_project = Path.Combine("samples", "MessageRelay");

    /// <summary>Runs the relay as often as planned.</summary>
    /// <param name="tell">Told of each run's ratios.</param>
    /// <exception cref="ChildRunException">The relay isn't there, or it failed.</exception>
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
            new(row, $"{what}; runs: {plan.Runs}, each of {plan.Rounds} rounds", Distribution.Of(runs.Select(figure)), limit, IsFloor: false);
    }

    private async Task<RelayRatios> RunAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tidepool-relay-");
        try
        {
            string json = Path.Combine(folder.FullName, "report.json");
            await RunAsync(json, Path.Combine(folder.FullName, "report.html"));
            await using FileStream stream = File.OpenRead(json);
            using JsonDocument report = await JsonDocument.ParseAsync(stream);
            return RelayRatios.Read(report);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task RunAsync(string json, string html)
    {
        string[] arguments =
        [
            "run", "-c", "Release", "--project", FindProject(), "--",
            "--kinds", "arraypool,tidepool,control",
            "--rounds", Say(plan.Rounds),
            "--duration", Say(plan.Seconds),
            "--warm-up", Say(plan.WarmUpSeconds),
            "--json", json,
            "--html", html,
        ];
        using Process relay = new() { StartInfo = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true } };
        relay.Start();
        try
        {
            Task<string> errors = relay.StandardError.ReadToEndAsync();
            string output = await relay.StandardOutput.ReadToEndAsync();
            await relay.WaitForExitAsync();
            if (relay.ExitCode != 0)
            {
                throw new ChildRunException($"The relay ended with exit code {relay.ExitCode}: {await errors}{output}");
            }
        }
        finally
        {
            if (!relay.HasExited)
            {
                relay.Kill(entireProcessTree: true);
            }
        }

        static string Say(double value) => value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The sample's folder: this program lies inside the repository, wherever it was started from.</summary>
    private static string FindProject()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string project = Path.Combine(folder.FullName, s_project);
            if (Directory.Exists(project))
            {
                return project;
            }
        }

        throw new ChildRunException($"There is no {s_project} above {AppContext.BaseDirectory}.");
    }
}
