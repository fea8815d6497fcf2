using System.Text.Json;

namespace Tidepool.Benchmarks.Suite;

/// <summary>The results of the suite's last run on one machine: by row, the pool's time over the baseline's.</summary>
internal sealed record MachineResult(string Machine, string Runtime, string Commit, string Date, IReadOnlyDictionary<string, double> Ratios)
{
    public static MachineResult Of(Provenance from, IEnumerable<RowResult> rows) => new(from.Machine, from.Runtime, from.Commit, from.Date, rows
        .Where(static row => row.Workload.MeasuresPool)
        .ToDictionary(static row => row.Workload.Name, static row => Math.Round(row.Subject!.RoundRatiosTo(row.Baseline!).Median, 3)));
}

/// <summary>The rows on every machine that ran the suite, from a file that each run updates: how much of a ratio is the pool's,
/// and how much the processor's.</summary>
internal static class MachineTable
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Puts this run into the file, replacing an earlier one on the same machine, and the whole file into the text.</summary>
    /// <exception cref="JsonException">The file wasn't written by this method.</exception>
    public static void Append(Markdown text, Provenance from, IEnumerable<RowResult> rows, FileInfo file)
    {
        MachineResult current = MachineResult.Of(from, rows);
        MachineResult[] known = file.Exists ? JsonSerializer.Deserialize<MachineResult[]>(File.ReadAllText(file.FullName), s_json) ?? [] : [];
        MachineResult[] machines = [current, .. known.Where(other => other.Machine != current.Machine)];
        File.WriteAllText(file.FullName, JsonSerializer.Serialize(machines, s_json) + "\n");
        if (machines.Length > 1)
        {
            text.Section(
                "On other machines",
                $"{PeerCatalog.Subject.Name}'s time over that of {PeerCatalog.Baseline.Name}, as the last run of the suite on each machine gave it. What "
                + "differs much here is decided by the processor.").Table(
                ["row", .. machines.Select(static machine => $">{machine.Machine}")],
                current.Ratios.Keys.Select(row => machines
                    .Select(machine => machine.Ratios.TryGetValue(row, out double ratio) ? Figures.Marked(ratio) : Figures.Missing)
                    .Prepend(row)));
            text.List(machines.Select(static machine => $"{machine.Machine}: {machine.Runtime}; commit {machine.Commit}; {machine.Date}"));
        }
    }
}
