using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Reporting;

namespace Tidepool.Benchmarks.Suite;

/// <summary>What the last run of the suite on one machine gave: by row, the pool's time over the baseline's.</summary>
internal sealed record MachineResult(string Machine, string Runtime, string Commit, string Date, IReadOnlyDictionary<string, double> Ratios)
{
    public static MachineResult Of(SuiteResult result)
    {
        Provenance from = result.Provenance;
        return new MachineResult(from.Machine, from.Runtime, from.Commit, from.Date, result.Rows.Where(static row => row.Workload.MeasuresPool).ToDictionary(static row => row.Workload.Name, RatioToBaseline));
    }

    private static double RatioToBaseline(RowResult row) =>
        Math.Round(row.Peers.Single(static peer => peer.Peer == PeerCatalog.Subject).RoundRatiosTo(row.Find(PeerCatalog.Baseline)!).Median, 3);
}
