namespace Tidepool.AspNetCore.LivePage.Snapshots;

/// <summary>One pool. Sums are over all its rows, including larger buffers.</summary>
/// <param name="Id">Identifies the pool in its process.</param>
/// <param name="Name">The name from its options.</param>
/// <param name="Mode">A <see cref="PoolMode"/>.</param>
/// <param name="MinSize">The smallest buffer, in bytes.</param>
/// <param name="MaxSize">The largest buffer that is pooled, in bytes.</param>
/// <param name="BudgetBytes">The most bytes it may hold; null for no limit.</param>
/// <param name="PeakBytesRented">The most bytes that were out at the same time, as an upper bound.</param>
/// <param name="Waiting">Callers that are waiting for the budget now.</param>
/// <param name="Waits">Callers that have ever waited.</param>
/// <param name="Refused">Rents that the budget refused.</param>
/// <param name="OutstandingKnown">Leases that are out and whose rent was recorded.</param>
/// <param name="Outstanding">The oldest of those leases.</param>
/// <param name="Buckets">By size; size 0, for buffers too large for any, last.</param>
internal sealed record PoolSnapshot(
    long Id,
    string? Name,
    string Mode,
    int MinSize,
    int MaxSize,
    long? BudgetBytes,
    long PeakBytesRented,
    int Waiting,
    long Waits,
    long Refused,
    int OutstandingKnown,
    IReadOnlyList<LeaseSnapshot> Outstanding,
    IReadOnlyList<BucketSnapshot> Buckets)
{
    /// <summary>The name shown on the page.</summary>
    public string Label => Name is { Length: > 0 } name ? name : $"unnamed pool {Id}";

    public long Hits { get; } = Buckets.Sum(static bucket => bucket.Hits);

    public long Misses { get; } = Buckets.Sum(static bucket => bucket.Misses);

    public double? HitRate => BucketSnapshot.Share(Hits, Hits + Misses);

    public long Rented { get; } = Buckets.Sum(static bucket => bucket.Rented);

    public long Idle { get; } = Buckets.Sum(static bucket => bucket.Idle);

    public long Returned { get; } = Buckets.Sum(static bucket => bucket.Returned);

    public long Discarded { get; } = Buckets.Sum(static bucket => bucket.Discarded);

    public long Abandoned { get; } = Buckets.Sum(static bucket => bucket.Abandoned);

    public long Trimmed { get; } = Buckets.Sum(static bucket => bucket.Trimmed);

    public long BytesRequested { get; } = Buckets.Sum(static bucket => bucket.BytesRequested);

    public long BytesRented { get; } = Buckets.Sum(static bucket => bucket.BytesRented);

    public long BytesHeld { get; } = Buckets.Sum(static bucket => bucket.BytesHeld);

    /// <summary>The rented share of the budget; null without one. Idle buffers don't count: they are released before a caller has to wait.</summary>
    public double? BudgetShare => BudgetBytes is { } budget ? BucketSnapshot.Share(BytesRented, budget) : null;

    /// <summary>Rents per second since the last update; null if there was no recent one.</summary>
    public double? RentsPerSecond { get; init; }

    /// <summary>Buffers made per second since the last update; null if there was no recent one.</summary>
    public double? MadePerSecond { get; init; }

    internal static PoolSnapshot Blank { get; } = new(0, "", "", 0, 0, null, 0, 0, 0, 0, 0, [], []);
}
