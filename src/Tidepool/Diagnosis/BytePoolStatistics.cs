using System.Collections.ObjectModel;
using System.Globalization;
using Tidepool.Diagnosis;

namespace Tidepool;

/// <summary>What has happened so far in a <see cref="BytePool"/>, and what it holds now.</summary>
/// <remarks>
/// An independent snapshot: it doesn't change, and may be read by any thread. The totals count every lease, whatever its size and the pool's mode: they are
/// sums over <see cref="Buckets"/> and the leases that belong to no bucket, because they are too large for any or the pool is in
/// <see cref="PoolMode.Unpooled"/> mode. The members whose names begin with <c>Unpooled</c> count only those leases. The totals add up like the
/// numbers of a bucket: see <see cref="BucketStatistics"/>, also on how exact they are.
/// </remarks>
public sealed class BytePoolStatistics
{
    internal BytePoolStatistics(
        IEnumerable<BucketStatistics> buckets, BucketStatistics unpooled, long peakBytes, long? maxTotalBytes, long refused, int waiting, long waits)
    {
        Buckets = new ReadOnlyCollection<BucketStatistics>([.. buckets.Where(static bucket => bucket.IsActive)]);
        BucketStatistics total = Buckets.Aggregate(unpooled, static (sum, bucket) => sum.Plus(bucket));
        Unpooled = unpooled.Misses;
        UnpooledReturned = unpooled.Returned;
        UnpooledRented = unpooled.Rented;
        UnpooledAbandoned = unpooled.Abandoned;
        Hits = total.Hits;
        Misses = total.Misses;
        Returned = total.Returned;
        Discarded = total.Discarded;
        Idle = total.Idle;
        Rented = total.Rented;
        Abandoned = total.Abandoned;
        Trimmed = total.Trimmed;
        BytesRequested = total.BytesRequested;

        // An unpooled buffer is as large as the request.
        BytesRented = Buckets.Sum(static bucket => bucket.BytesRented) + unpooled.BytesRequested;
        BytesHeld = Buckets.Sum(static bucket => bucket.BytesHeld) + unpooled.BytesRequested;
        PeakBytesRented = peakBytes;
        MaxTotalBytes = maxTotalBytes;
        Refused = refused;
        Waiting = waiting;
        Waits = waits;
    }

    /// <summary>The buckets that have been used, smallest first.</summary>
    public IReadOnlyList<BucketStatistics> Buckets { get; }

    /// <inheritdoc cref="BucketStatistics.Hits"/>
    public long Hits { get; }

    /// <inheritdoc cref="BucketStatistics.Misses"/>
    public long Misses { get; }

    /// <inheritdoc cref="BucketStatistics.Returned"/>
    public long Returned { get; }

    /// <inheritdoc cref="BucketStatistics.Discarded"/>
    public long Discarded { get; }

    /// <inheritdoc cref="BucketStatistics.Idle"/>
    public long Idle { get; }

    /// <summary>Leases that are out now, whatever their size and the pool's mode: neither returned nor found dropped. 0 when everything has been
    /// returned.</summary>
    public long Rented { get; }

    /// <inheritdoc cref="BucketStatistics.Abandoned"/>
    public long Abandoned { get; }

    /// <inheritdoc cref="BucketStatistics.Trimmed"/>
    public long Trimmed { get; }

    /// <summary>Leases larger than <see cref="BytePool.MaxSize"/>, or of a pool in <see cref="PoolMode.Unpooled"/> mode:
    /// each got a new buffer, which is never pooled.</summary>
    public long Unpooled { get; }

    /// <summary>How many of the <see cref="Unpooled"/> leases were returned.</summary>
    public long UnpooledReturned { get; }

    /// <summary>How many of the <see cref="Unpooled"/> leases are out now.</summary>
    public long UnpooledRented { get; }

    /// <summary>How many of the <see cref="Unpooled"/> leases were dropped without being returned, as far as the garbage collector has found them.</summary>
    public long UnpooledAbandoned { get; }

    /// <summary>The sum of the sizes requested for the leases that are out now, in bytes, including unpooled leases.</summary>
    public long BytesRequested { get; }

    /// <summary>The total size of the buffers that are out now, in bytes, including unpooled leases.</summary>
    public long BytesRented { get; }

    /// <summary>The total size of all buffers, idle and out, in bytes, including unpooled leases.</summary>
    public long BytesHeld { get; }

    /// <summary>The most bytes that were out at the same time, including unpooled leases.</summary>
    /// <remarks>An upper bound, which costs nothing on the fast path: the most bytes of buffers, including idle ones, that existed at the same time.</remarks>
    public long PeakBytesRented { get; }

    /// <summary>The pool's budget (<see cref="BytePoolOptions.MaxTotalBytes"/>), in bytes; null if it has none.</summary>
    public long? MaxTotalBytes { get; }

    /// <summary>Rents that the budget refused: <see cref="BytePool.Rent(int)"/> threw, or <see cref="BytePool.TryRent(int, out ByteLease)"/> returned false.
    /// A caller that is waiting doesn't count.</summary>
    public long Refused { get; }

    /// <summary>How many callers are waiting for the budget now, in <see cref="BytePool.RentAsync"/> or
    /// <see cref="BytePool.Rent(int, TimeSpan, CancellationToken)"/>.</summary>
    public int Waiting { get; }

    /// <summary>How many callers have ever had to wait for the budget, whether they were served or not.</summary>
    public long Waits { get; }

    /// <summary>The main figures, for a debugger or a log.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{new Quantity(Hits, "hit", "hits")}, {new Quantity(Misses, "miss", "misses")}, {Rented:N0} rented, {Idle:N0} idle, {Abandoned:N0} abandoned, "
            + $"{Quantity.Bytes(BytesHeld)} held");
}
