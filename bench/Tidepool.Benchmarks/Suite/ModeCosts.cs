using System.Text;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Reporting;
using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.Suite;

/// <summary>What the pool costs in its other modes, as ratios to the standard one.</summary>
internal static class ModeCosts
{
    private static readonly string[] s_rows = ["pair", "using", "nested-16", "mixed", "handoff-256"];

    private static readonly Peer[] s_modes =
    [
        new Peer<TidepoolPeer, ByteLease>(),
        new Peer<ModePeer<IPoolMode.SampledChecked>, ByteLease>(),
        new Peer<ModePeer<IPoolMode.SampledGuarded>, ByteLease>(),
        new Peer<ModePeer<IPoolMode.Unpooled>, ByteLease>(),
        new Peer<ModePeer<IPoolMode.Checked>, ByteLease>(),
        new Peer<ModePeer<IPoolMode.Guarded>, ByteLease>(),
    ];

    public static IReadOnlyList<RowResult> Measure(RowMeasurement measurement) =>
        [.. s_rows.Select(name => measurement.Measure(WorkloadCatalog.All.Single(workload => workload.Name == name), s_modes))];

    public static void Append(StringBuilder text, IReadOnlyList<RowResult> rows)
    {
        Peer[] others = [.. s_modes.Skip(1)];
        text.Append("\n## What the modes cost\n\nNanoseconds per operation of the standard mode, and of each other mode how many times as many: median of the rounds' ratios.\n\n| row | standard, ns | ")
            .AppendJoin(" | ", others.Select(static mode => mode.Name)).Append(" |\n|---|--:|").Insert(text.Length, "--:|", others.Length).Append('\n');
        foreach (RowResult row in rows)
        {
            PeerResult standard = row.Peers[0];
            text.Append("| ").Append(row.Workload.Name).Append(" | ").Append(Figures.Nanoseconds(standard.Nanoseconds.Median));
            foreach (Peer mode in others)
            {
                text.Append(" | ").Append(row.Find(mode.Name) is { } result ? Figures.Ratio(result.RoundRatiosTo(standard).Median) : "–");
            }

            text.Append(" |\n");
        }
    }
}
