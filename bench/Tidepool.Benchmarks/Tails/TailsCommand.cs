using System.CommandLine;
using System.Text;
using Spectre.Console;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Reporting;
using Tidepool.Benchmarks.Suite;

namespace Tidepool.Benchmarks.Tails;

/// <summary>The command <c>tails</c>: how long single operations take.</summary>
internal static class TailsCommand
{
    private const int Rounds = 15;

    public static Command Create(IAnsiConsole console, TimeProvider time)
    {
        Command command = new("tails", "Times each operation of a server's random replacement over every peer, down to the slowest.");
        command.SetAction((_, _) => Failures.ReportAsync(console, () =>
        {
            new ConsoleReport(console).Begin(Provenance.Gather(time));
            StringBuilder text = new();
            TailTable.Append(text, new TailMeasurement(MeasurementPlan.Suite(Rounds), time).Measure(PeerCatalog.All));
            console.WriteLine(text.ToString());
            return Task.FromResult(Failures.Success);
        }));
        return command;
    }
}
