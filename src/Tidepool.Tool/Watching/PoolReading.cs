namespace Tidepool.Tool.Watching;

/// <summary>A reading of one pool, or of all unnamed pools together.</summary>
/// <param name="Name">Name of the pool.</param>
/// <param name="BytesHeld">The size of all its buffers.</param>
/// <param name="BytesRented">The size of its rented buffers.</param>
/// <param name="BytesLimit">Its budget in bytes, or null if it has none.</param>
/// <param name="Waiters">The number of callers waiting for the budget.</param>
/// <param name="Refused">Rents refused by the budget since the pool was created.</param>
/// <param name="Buckets">Its buckets, by size.</param>
internal sealed record PoolReading(string Name, long BytesHeld, long BytesRented, long? BytesLimit, long Waiters, long Refused,
    IReadOnlyList<BucketReading> Buckets)
{
    /// <summary>Rents per second in the last interval; null in the first reading, which has no interval.</summary>
    internal double? RentsPerSecond => Buckets.All(static bucket => bucket.RentsPerSecond is null) ? null : Buckets.Sum(static bucket => bucket.RentsPerSecond);

    internal long Abandoned => Buckets.Sum(static bucket => bucket.Abandoned);
}

/// <summary>A reading of one bucket of a pool.</summary>
/// <param name="Size">Size of its buffers in bytes; 0 for buffers too large for any bucket.</param>
/// <param name="Rents">Rents since the pool was created.</param>
/// <param name="RentsPerSecond">Rents per second in the last interval; null in the first reading.</param>
/// <param name="HitRate">The share of the rents in the last interval served by an idle buffer, 0 to 1; null without rents.</param>
/// <param name="Rented">The number of rented buffers.</param>
/// <param name="Idle">The number of idle buffers.</param>
/// <param name="Discarded">Buffers dropped on return since the pool was created.</param>
/// <param name="Trimmed">Idle buffers dropped since the pool was created.</param>
/// <param name="Abandoned">Leases dropped without being returned since the pool was created.</param>
internal sealed record BucketReading(int Size, long Rents, double? RentsPerSecond, double? HitRate, long Rented, long Idle, long Discarded, long Trimmed,
    long Abandoned);
