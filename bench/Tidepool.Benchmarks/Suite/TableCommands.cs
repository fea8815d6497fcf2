using System.CommandLine;
using System.Text;
using Spectre.Console;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Reporting;
using Tidepool.Benchmarks.Tails;
using Tidepool.Benchmarks.Targets;

namespace Tidepool.Benchmarks.Suite;

/// <summary>The commands that measure one table of the suite alone, and print it.</summary>
internal static class TableCommands
{
    private const int Rounds = 15;

    public static IEnumerable<Command> Create(IAnsiConsole console, TimeProvider time)
    {
        MeasurementPlan plan = MeasurementPlan.Suite(Rounds);
        return
        [
            Of("adapters", "Measures the array pool, the memory pool and the stream beside what they stand for.", text =>
            {
                RowMeasurement measurement = new(plan, time);
                AdapterCosts.Append(text, [.. AdapterTarget.All.Select(target => target.Measure(measurement))]);
            }),
            Of("modes", "Measures the pool's other modes beside the standard one.", text => ModeCosts.Append(text, ModeCosts.Measure(new RowMeasurement(plan, time)))),
            Of("tails", "Times each operation of a server's random replacement over every peer, down to the slowest.", text =>
                TailTable.Append(text, new TailMeasurement(plan, time).Measure(PeerCatalog.All))),
        ];

        Command Of(string name, string description, Action<StringBuilder> append)
        {
            Command command = new(name, description);
            command.SetAction((_, _) => Failures.ReportAsync(console, () =>
            {
                new ConsoleReport(console).Begin(Provenance.Gather(time));
                StringBuilder text = new();
                append(text);
                console.WriteLine(text.ToString());
                return Task.FromResult(Failures.Success);
            }));
            return command;
        }
    }
}
