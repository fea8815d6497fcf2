using System.Text;
using System.Text.Json;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Reporting;

namespace Tidepool.Benchmarks.Suite;

/// <summary>The rows on every machine that ran the suite, from a file that each run brings up to date: how much of a ratio is the pool's,
/// and how much the processor's.</summary>
internal static class MachineTable
{
    private const string Missing = "–";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Puts this run into the file, in the place of an earlier one on the same machine, and all of the file into the text.</summary>
    /// <exception cref="JsonException">The file isn't one that this wrote.</exception>
    public static void Append(StringBuilder text, SuiteResult result, FileInfo file)
    {
        MachineResult current = MachineResult.Of(result);
        MachineResult[] machines = [current, .. Read(file).Where(other => other.Machine != current.Machine)];
        File.WriteAllText(file.FullName, JsonSerializer.Serialize(machines, s_json) + "\n");
        if (machines.Length > 1)
        {
            AppendTable(text, machines);
        }
    }

    private static MachineResult[] Read(FileInfo file) =>
        file.Exists ? JsonSerializer.Deserialize<MachineResult[]>(File.ReadAllText(file.FullName), s_json) ?? [] : [];

    private static void AppendTable(StringBuilder text, MachineResult[] machines)
    {
        text.Append("\n## On other machines\n\n").Append(PeerCatalog.Subject).Append("'s time over that of ").Append(PeerCatalog.Baseline)
            .Append(", as the last run of the suite on each machine gave it. What differs much here is decided by the processor.\n\n")
            .Append("| row | ").AppendJoin(" | ", machines.Select(static machine => machine.Machine)).Append(" |\n|---|");
        text.Insert(text.Length, "--:|", machines.Length).Append('\n');
        foreach (string row in machines[0].Ratios.Keys)
        {
            text.Append("| ").Append(row).Append(" | ").AppendJoin(" | ", machines.Select(machine => Ratio(machine, row))).Append(" |\n");
        }

        text.Append('\n');
        foreach (MachineResult machine in machines)
        {
            text.Append("- ").Append(machine.Machine).Append(": ").Append(machine.Runtime).Append("; commit ").Append(machine.Commit).Append("; ").Append(machine.Date).Append('\n');
        }
    }

    private static string Ratio(MachineResult machine, string row) =>
        !machine.Ratios.TryGetValue(row, out double ratio) ? Missing
        : ratio > 1 ? $"**{Figures.Ratio(ratio)}**"
        : Figures.Ratio(ratio);
}
