namespace MessageRelay.Memory;

/// <summary>What a pool says about its buffers of one size, counted since the process started.</summary>
internal sealed record BucketRow(
    long Size,
    long Hits,
    long Misses,
    long Returned,
    long Discarded,
    long Idle,
    long Rented,
    long Abandoned,
    long Trimmed);
