using System.CommandLine;
using Tidepool.Benchmarks.Processes;

namespace Tidepool.Benchmarks.Suite;

/// <summary>The command <c>suite</c>: measures every row over every peer, and writes the report kept with the code: a Markdown file, and a folder beside it
/// with plots and with the ratios of all machines.</summary>
internal static class BenchmarkSuite
{
    private const int Rounds = 7;
    private const int FullQuietSeconds = 60;
    private const int QuickQuietSeconds = 10;
    private const int MostQuietSeconds = 3_600;

    public static Command CreateCommand(Workbench bench)
    {
        Option<FileInfo?> output = new("--output")
        {
            Description = "The Markdown file to write, with plots in a folder of its name beside it. docs/benchmarks.md of the repository by default.",
        };
        Option<int?> quiet = Workbench.Number(
            "--quiet-seconds",
            MostQuietSeconds,
            $"How long the memory rows watch an idle pool: {FullQuietSeconds} by default, {QuickQuietSeconds} with --quick.");
        return bench.Command("suite", "Measures every row over every peer and writes the report with its plots.", [output, quiet], (parsed, quick) =>
        {
            string usual = Workbench.Repository is { } repository ? Path.Combine(repository, "docs", "benchmarks.md") : "benchmarks.md";
            return WriteAsync(
                bench,
                MeasurementPlan.Short(quick, Rounds),
                parsed.GetValue(quiet) ?? (quick ? QuickQuietSeconds : FullQuietSeconds),
                parsed.GetValue(output) ?? new FileInfo(usual));
        });
    }

    /// <exception cref="BenchmarkException">A peer lends wrong buffers, or a process of a memory row failed.</exception>
    private static async Task WriteAsync(Workbench bench, MeasurementPlan plan, int quietSeconds, FileInfo file)
    {
        // Before anything is written: the report's own file must not make the working tree look changed.
        Provenance provenance = Provenance.Gather(bench.Time);
        Array.ForEach([.. PeerCatalog.All], static peer => peer.Check());
        RowMeasurement measurement = new(plan, bench.Time);
        RowResult[] rows = [.. WorkloadCatalog.All.Select(workload => RowReport.Row(bench, measurement.Measure(workload, PeerCatalog.All)))];
        bench.WriteLine("adapters, modes, tails, series");
        Markdown adapters = SuiteTables.Adapters(new Markdown(), measurement);
        Markdown modes = SuiteTables.Modes(new Markdown(), measurement);
        RowResult tails = measurement.Measure(WorkloadCatalog.Tails, PeerCatalog.All);
        SeriesResult[] series = [.. WorkloadCatalog.Series.Select(each => measurement.Measure(each, PeerCatalog.All))];

        // The rows' garbage would only take memory from the processes that follow.
        GC.Collect();
        IReadOnlyList<ProcessResult> memory = await new ProcessMeasurement(quietSeconds).MeasureMemoryAsync(row => bench.WriteLine($"memory: {row}"));

        DirectoryInfo plots = Directory.CreateDirectory(Path.Combine(file.DirectoryName ?? ".", Path.GetFileNameWithoutExtension(file.Name)));
        SuitePlots.Save(rows, series, memory, plots);
        Markdown text = new Markdown().Title("Benchmarks").List(provenance.Lines());
        SpeedTables.Append(text, rows, series, plots.Name);
        MachineTable.Append(text, provenance, rows, new FileInfo(Path.Combine(plots.FullName, "machines.json")));
        SuiteTables.Tails(text, tails).Append(adapters).Append(modes);
        SuiteTables.Series(text, series, plots.Name);
        SuiteTables.Memory(text, memory, plots.Name)
            .Section("How to read it").List([.. Method.HowToRead(plan), Method.Series])
            .Section("How to repeat it").List(Method.HowToRepeat(quietSeconds))
            .Section("Not measured").List(Method.NotMeasured);
        await File.WriteAllTextAsync(file.FullName, text.ToString());
        if (file.Directory?.Parent is { } repository)
        {
            ReadmeTable.Write(provenance, rows, tails, new FileInfo(Path.Combine(repository.FullName, "README.md")));
        }

        bench.WriteLine(Figures.Summary(rows));
        bench.WriteLine($"Written to {file.FullName}");
    }
}
