using System.CommandLine;
using Spectre.Console;

namespace Tidepool.Benchmarks.Suite;

/// <summary>The command <c>suite</c>: measures everything and writes the report kept with the code; and the commands that measure one of its tables.</summary>
internal static class SuiteCommand
{
    private const int Rounds = 7;
    private const int RoundsOfOneTable = 15;
    private const int FullQuietSeconds = 60;
    private const int QuickQuietSeconds = 10;
    private const int MostQuietSeconds = 3_600;

    public static Command Create(Workbench bench)
    {
        Option<FileInfo?> output = new("--output")
        {
            Description = "The Markdown file to write, with plots in a folder of its name beside it. docs/benchmarks.md of the repository by default.",
        };
        Option<bool> quick = Workbench.Quick();
        Option<int?> quiet = Workbench.Number(
            "--quiet-seconds",
            MostQuietSeconds,
            $"How long the memory rows watch an idle pool: {FullQuietSeconds} by default, {QuickQuietSeconds} with --quick.");
        return bench.Command("suite", "Measures every row over every peer and writes the report with its plots.", [output, quick, quiet], async parsed =>
        {
            bool isQuick = parsed.GetValue(quick);
            string usual = Workbench.Repository is { } repository ? Path.Combine(repository, "docs", "benchmarks.md") : "benchmarks.md";
            FileInfo file = parsed.GetValue(output) ?? new FileInfo(usual);
            SuiteResult result = await SuiteResult.MeasureAsync(
                MeasurementPlan.Short(isQuick, Rounds),
                TimeSpan.FromSeconds(parsed.GetValue(quiet) ?? (isQuick ? QuickQuietSeconds : FullQuietSeconds)),
                bench);
            SuiteReport.Write(result, file);
            bench.Console.MarkupLineInterpolated($"{Figures.Summary(result.Rows)}");
            bench.Console.MarkupLineInterpolated($"Written to [blue]{file.FullName}[/]");
            return Workbench.Success;
        });
    }

    public static IEnumerable<Command> CreateForTables(Workbench bench)
    {
        return
        [
            Of("adapters", "Measures the array pool, the memory pool and the stream beside the types they replace.", static (text, measurement) =>
                SuiteTables.Adapters(text, SuiteResult.MeasureAdapters(measurement))),
            Of("modes", "Measures the pool's other modes beside the standard one.", static (text, measurement) =>
                SuiteTables.Modes(text, SuiteResult.MeasureModes(measurement))),
            Of("tails", "Times each operation of a server's random replacement over every peer, down to the slowest.", static (text, measurement) =>
                SuiteTables.Tails(text, SuiteResult.MeasureTails(measurement))),
        ];

        Command Of(string name, string description, Action<Markdown, RowMeasurement> append) => bench.Command(name, description, [], _ =>
        {
            Markdown text = new();
            append(text, new RowMeasurement(MeasurementPlan.Short(quick: false, RoundsOfOneTable), bench.Time));
            bench.Console.WriteLine(text.ToString());
            return Task.FromResult(Workbench.Success);
        });
    }
}
