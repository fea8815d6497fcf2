using System.CommandLine;
using Spectre.Console;
using Tidepool.Benchmarks.Measurement;

namespace Tidepool.Benchmarks.Suite;

/// <summary>The command <c>suite</c>: measure all, write the report that is kept with the code.</summary>
internal static class SuiteCommand
{
    private const int FullQuietSeconds = 60;
    private const int QuickQuietSeconds = 10;
    private const int MostQuietSeconds = 3_600;

    public static Command Create(IAnsiConsole console, TimeProvider time)
    {
        Option<FileInfo?> output = new("--output") { Description = "The Markdown file to write, with plots in a folder of its name beside it. docs/benchmarks.md of the repository by default." };
        Option<bool> quick = new("--quick") { Description = "Few short rounds: shows that all works; the figures are rough." };
        Option<int?> quiet = new("--quiet-seconds") { Description = $"How long the memory rows watch an idle pool: {FullQuietSeconds} by default, {QuickQuietSeconds} with --quick." };
        quiet.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > MostQuietSeconds)
            {
                result.AddError($"--quiet-seconds takes a number from 1 to {MostQuietSeconds:N0}.");
            }
        });

        Command command = new("suite", "Measures every row over every peer and writes the report with its plots.") { output, quick, quiet };
        command.SetAction((parsed, _) =>
        {
            bool isQuick = parsed.GetValue(quick);
            SuiteRun run = new(
                isQuick ? MeasurementPlan.Quick(MeasurementPlan.QuickRounds) : MeasurementPlan.Suite(MeasurementPlan.SuiteRounds),
                TimeSpan.FromSeconds(parsed.GetValue(quiet) ?? (isQuick ? QuickQuietSeconds : FullQuietSeconds)),
                parsed.GetValue(output) ?? DefaultOutput());
            return Failures.ReportAsync(console, async () =>
            {
                await run.ExecuteAsync(console, time);
                return Failures.Success;
            });
        });
        return command;
    }

    /// <summary>The report inside the repository the program was built in; beside the caller where there is none.</summary>
    private static FileInfo DefaultOutput()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Tidepool.slnx")))
            {
                return new FileInfo(Path.Combine(folder.FullName, "docs", "benchmarks.md"));
            }
        }

        return new FileInfo("benchmarks.md");
    }
}
