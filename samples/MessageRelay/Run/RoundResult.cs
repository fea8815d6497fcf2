using MessageRelay.Client;
using MessageRelay.Measure;
using MessageRelay.Memory;

namespace MessageRelay.Run;

/// <summary>One round on one kind of memory.</summary>
/// <param name="Kind">The kind of memory.</param>
/// <param name="Round">From 1.</param>
/// <param name="Server">What the server measured after the warm-up.</param>
/// <param name="Clients">What the clients saw.</param>
/// <param name="Ending">What the server's memory looked like at the end.</param>
/// <param name="Throughput">Messages per second, several times a second over the whole round, warm-up included.</param>
internal sealed record RoundResult(
    MemoryKind Kind,
    int Round,
    ServerSample Server,
    ClientSample Clients,
    ServerEnding Ending,
    IReadOnlyList<ThroughputPoint> Throughput);
