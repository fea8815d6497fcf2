using MessageRelay.Memory;

namespace MessageRelay.Run;

/// <summary>What the server's process reports when the clients have left.</summary>
/// <param name="Rented">How many buffers are still out; <see langword="null"/> where the memory doesn't count them.</param>
/// <param name="Buckets">The memory's own statistics.</param>
internal sealed record ServerEnding(long? Rented, IReadOnlyList<BucketRow> Buckets);
