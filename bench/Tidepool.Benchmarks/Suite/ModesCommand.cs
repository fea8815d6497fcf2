using System.CommandLine;
using System.Text;
using Spectre.Console;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Reporting;

namespace Tidepool.Benchmarks.Suite;

/// <summary>The command <c>modes</c>: what the pool costs in its other modes.</summary>
internal static class ModesCommand
{
    private const int Rounds = 15;

    public static Command Create(IAnsiConsole console, TimeProvider time)
    {
        Command command = new("modes", "Measures the pool's other modes beside the standard one.");
        command.SetAction((_, _) => Failures.ReportAsync(console, () =>
        {
            new ConsoleReport(console).Begin(Provenance.Gather(time));
            StringBuilder text = new();
            ModeCosts.Append(text, ModeCosts.Measure(new RowMeasurement(MeasurementPlan.Suite(Rounds), time)));
            console.WriteLine(text.ToString());
            return Task.FromResult(Failures.Success);
        }));
        return command;
    }
}
