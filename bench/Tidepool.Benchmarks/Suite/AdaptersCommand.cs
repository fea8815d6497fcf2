using System.CommandLine;
using System.Text;
using Spectre.Console;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Reporting;
using Tidepool.Benchmarks.Targets;

namespace Tidepool.Benchmarks.Suite;

/// <summary>The command <c>adapters</c>: what the pool costs behind the interfaces of other types.</summary>
internal static class AdaptersCommand
{
    private const int Rounds = 15;

    public static Command Create(IAnsiConsole console, TimeProvider time)
    {
        Command command = new("adapters", "Measures the array pool, the memory pool and the stream beside what they stand for.");
        command.SetAction((_, _) => Failures.ReportAsync(console, () =>
        {
            new ConsoleReport(console).Begin(Provenance.Gather(time));
            RowMeasurement measurement = new(MeasurementPlan.Suite(Rounds), time);
            StringBuilder text = new();
            AdapterCosts.Append(text, [.. AdapterTarget.All.Select(target => target.Measure(measurement))]);
            console.WriteLine(text.ToString());
            return Task.FromResult(Failures.Success);
        }));
        return command;
    }
}
