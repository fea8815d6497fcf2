using System.CommandLine;
using Spectre.Console;
using Tidepool.Benchmarks.Reporting;
using Tidepool.Benchmarks.Targets;

namespace Tidepool.Benchmarks.Relay;

/// <summary>The command <c>relay</c>: what the sample's server costs on Tidepool, beside the framework's pool and the control.</summary>
internal static class RelayCommand
{
    public static Command Create(IAnsiConsole console, TimeProvider time)
    {
        Option<bool> quick = new("--quick") { Description = "One run of few short rounds: shows that all works; the figures are rough." };
        string description = $"Runs samples/MessageRelay for ten minutes and judges its ratios; ends with {Failures.Missed} where a target is missed.";
        Command command = new("relay", description) { quick };
        command.SetAction((parsed, _) => Failures.ReportAsync(console, () => ExecuteAsync(RelayPlan.Of(parsed.GetValue(quick)), console, time)));
        return command;
    }

    private static async Task<int> ExecuteAsync(RelayPlan plan, IAnsiConsole console, TimeProvider time)
    {
        new ConsoleReport(console).Begin(Provenance.Gather(time));
        IReadOnlyList<TargetOutcome> outcomes = await new RelayMeasurement(plan).MeasureAsync(console.WriteLine);
        foreach (TargetOutcome outcome in outcomes)
        {
            OutcomeLine.Write(console, outcome);
        }

        return outcomes.All(static outcome => outcome.IsMet) ? Failures.Success : Failures.Missed;
    }
}
