namespace Tidepool.Tool.Watching;

/// <summary>One pool, or all that have no name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="BytesHeld">Bytes of all its buffers.</param>
/// <param name="BytesRented">Bytes of the buffers that are out.</param>
/// <param name="BytesLimit">Its budget, or null for none.</param>
/// <param name="Waiters">Callers that wait for the budget.</param>
/// <param name="Refused">Rents that the budget refused, since the pool was created.</param>
/// <param name="Buckets">By size.</param>
internal sealed record PoolReading(string Name, long BytesHeld, long BytesRented, long? BytesLimit, long Waiters, long Refused,
    IReadOnlyList<BucketReading> Buckets)
{
    /// <summary>In the last interval; null at the first reading, which has none.</summary>
    internal double? RentsPerSecond => Buckets.All(static bucket => bucket.RentsPerSecond is null) ? null : Buckets.Sum(static bucket => bucket.RentsPerSecond);

    internal long Abandoned => Buckets.Sum(static bucket => bucket.Abandoned);
}

/// <summary>One bucket of a pool.</summary>
/// <param name="Size">Of its buffers, in bytes; 0 for what is too large for any bucket.</param>
/// <param name="Rents">Since the pool was created.</param>
/// <param name="RentsPerSecond">In the last interval; null at the first reading.</param>
/// <param name="HitRate">The part of the rents in the last interval that an idle buffer served, 0 to 1; null without rents.</param>
/// <param name="Rented">Buffers that are out.</param>
/// <param name="Idle">Buffers that are ready.</param>
/// <param name="Discarded">Buffers that came back and were given up, since the pool was created.</param>
/// <param name="Trimmed">Idle buffers that were given up, since the pool was created.</param>
/// <param name="Abandoned">Leases that were dropped, since the pool was created.</param>
internal sealed record BucketReading(int Size, long Rents, double? RentsPerSecond, double? HitRate, long Rented, long Idle, long Discarded, long Trimmed,
    long Abandoned);
