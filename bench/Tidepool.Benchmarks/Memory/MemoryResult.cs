using Tidepool.Benchmarks.Measurement;

namespace Tidepool.Benchmarks.Memory;

/// <summary>One memory row over all peers.</summary>
internal sealed record MemoryResult(
    MemoryRow Row, IReadOnlyList<(string Peer, IReadOnlyList<MemorySample> Samples)> Peers, IReadOnlyList<Absence> Absences);
