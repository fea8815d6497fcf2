using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.Measurement;

/// <summary>A series over all peers: for each, a result for each variant, in the variants' order.</summary>
internal sealed record SeriesResult(
    WorkloadSeries Series, IReadOnlyList<(string Peer, IReadOnlyList<PeerResult> Variants)> Peers, IReadOnlyList<Absence> Absences);
