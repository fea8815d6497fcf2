using System.Diagnostics;
using System.Text.Json;

namespace Tidepool.Benchmarks.Targets;

/// <summary>The command <c>relay</c>: runs the sample <c>MessageRelay</c>, the closest the project has to a real server, and judges what it reports.</summary>
internal static class RelayTargets
{
    private const string NoPoolIsFaster = "a plain locked stack for each size, with no check, is no faster: the next row";

    /// <summary>The row, what its figure is, the relay's names for the figure and for the memory it is compared with, the limit, and why it may be missed.
    /// </summary>
    private static readonly (string Row, string What, string Figure, string Of, double AtMost, string? Reason)[] s_targets =
    [
        ("relay, processor time", "per message, of ArrayPool.Shared's", "cpuPerMessage", "ArrayPool", 1.00, NoPoolIsFaster),
        ("relay, processor time", "per message, of the control's", "cpuPerMessage", "Control", 1.03, null),
        ("relay, peak working set", "of ArrayPool.Shared's", "peakWorkingSet", "ArrayPool", 1.00, null),
    ];

    /// <exception cref="BenchmarkException">The relay isn't there, or it failed.</exception>
    public static async Task MeasureAsync(Workbench bench, bool quick)
    {
        // The full runs take about ten minutes.
        (int runs, int rounds, double seconds, double warmUp) = quick ? (1, 3, 1, 0.5) : (5, 9, 3, 1);
        List<double[]> ratios = [];
        while (ratios.Count < runs)
        {
            ratios.Add(await RunAsync("--rounds", Say(rounds), "--duration", Say(seconds), "--warm-up", Say(warmUp)));
            string told = string.Join("; ", s_targets.Zip(ratios[^1], static (target, ratio) => $"{target.Row} {Figures.Ratio(ratio)} {target.What}"));
            bench.WriteLine($"run {ratios.Count} of {runs}: {told}");
        }

        foreach ((int index, var target) in s_targets.Index())
        {
            string what = $"{target.What}; runs: {runs}, each of {rounds} rounds";
            bench.Tell(new TargetOutcome(target.Row, what, Distribution.Of(ratios.Select(run => run[index])), target.AtMost, Reason: target.Reason));
        }

        static string Say(double value) => value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Tidepool's ratios in one run: for each target, the median of the rounds.</summary>
    private static async Task<double[]> RunAsync(params string[] settings)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tidepool-relay-");
        try
        {
            string json = Path.Combine(folder.FullName, "report.json");
            string html = Path.Combine(folder.FullName, "report.html");
            string[] arguments = ["--kinds", "arraypool,tidepool,control", "--json", json, "--html", html, .. settings];
            await ChildProgram.RunAsync("The relay", new ProcessStartInfo("dotnet", ["run", "-c", "Release", "--project", FindProject(), "--", .. arguments]));
            using JsonDocument report = JsonDocument.Parse(await File.ReadAllTextAsync(json));
            return [.. s_targets.Select(target => Median(report, target.Of, target.Figure))];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double Median(JsonDocument report, string of, string figure)
    {
        JsonElement ratio = report.RootElement.GetProperty("ratios").EnumerateArray().FirstOrDefault(ratio =>
            ratio.GetProperty("kind").GetString() == "Tidepool" && ratio.GetProperty("of").GetString() == of);
        return ratio.ValueKind == JsonValueKind.Object
            ? ratio.GetProperty(figure).GetProperty("median").GetDouble()
            : throw new BenchmarkException($"The relay's report doesn't compare Tidepool with {of}.");
    }

    private static string FindProject()
    {
        string project = Path.Combine("samples", "MessageRelay");
        return Workbench.Repository is { } repository && Directory.Exists(Path.Combine(repository, project))
            ? Path.Combine(repository, project)
            : throw new BenchmarkException($"There is no {project} above {AppContext.BaseDirectory}.");
    }
}
