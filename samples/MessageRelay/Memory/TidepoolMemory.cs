using Tidepool;

namespace MessageRelay.Memory;

/// <summary>Buffers of a <see cref="BytePool"/> with its default settings.</summary>
internal sealed class TidepoolMemory : MessageMemory
{
    private readonly BytePool _pool;

    /// <param name="maxSize">The largest buffer that will be asked for; the pool's own default limit is raised to it if need be.</param>
    public TidepoolMemory(int maxSize)
    {
        BytePoolOptions options = new() { Name = "messages" };
        options.MaxSize = Math.Max(options.MaxSize, maxSize);
        _pool = new BytePool(options);
    }

    public override MessageBuffer Rent(int size) => new(this, _pool.Rent(size), size);

    public override IReadOnlyList<BucketRow> GetBuckets() =>
    [
        .. _pool.GetStatistics().Buckets.Select(bucket => new BucketRow(
            bucket.Size, bucket.Hits, bucket.Misses, bucket.Returned, bucket.Discarded, bucket.Idle, bucket.Rented, bucket.Abandoned, bucket.Trimmed)),
    ];

    /// <summary>Buffers that are out or were dropped: a relay at rest must have neither.</summary>
    public override long? CountRented()
    {
        BytePoolStatistics statistics = _pool.GetStatistics();
        return statistics.Rented + statistics.Abandoned;
    }

    internal override Memory<byte> GetMemory(in MessageBuffer buffer) => buffer.Lease.Memory;

    internal override void Return(in MessageBuffer buffer) => buffer.Lease.Return();

    protected override void Dispose(bool disposing)
    {
        _pool.Dispose();
        base.Dispose(disposing);
    }
}
