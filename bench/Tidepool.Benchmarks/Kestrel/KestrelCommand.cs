using System.CommandLine;
using Spectre.Console;
using Tidepool.Benchmarks.Reporting;

namespace Tidepool.Benchmarks.Kestrel;

/// <summary>The command <c>kestrel</c>: requests and memory of a server on its own pool and on Tidepool.</summary>
internal static class KestrelCommand
{
    private const int FullRounds = 7;
    private const int QuickRounds = 2;

    private static readonly TimeSpan s_turn = TimeSpan.FromSeconds(1.2);

    public static Command Create(IAnsiConsole console, TimeProvider time)
    {
        Option<FileInfo?> output = new("--output") { Description = "Also write the results to this file, as Markdown. docs/kestrel.md of the repository is one." };
        Option<bool> quick = new("--quick") { Description = "Few rounds: shows that all works; the figures are rough." };
        Command command = new("kestrel", "Measures a server on Kestrel's own pool and on Tidepool, in turn.") { output, quick };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            KestrelMeasurement measurement = new(parsed.GetValue(quick) ? QuickRounds : FullRounds, s_turn, time);
            Provenance provenance = Provenance.Gather(time);
            KestrelResult result = await measurement.MeasureAsync(row => console.MarkupLineInterpolated($"[grey]{row}[/]"));
            string report = KestrelReport.Write(provenance, result);

            // Not by the console itself, which would break the table's lines.
            await console.Profile.Out.Writer.WriteAsync(report);
            if (parsed.GetValue(output) is { } file)
            {
                await File.WriteAllTextAsync(file.FullName, report, cancellationToken);
            }

            return Failures.Success;
        });
        return command;
    }
}
