using Tidepool.Diagnosis;
using Tidepool.Slots;

namespace Tidepool.Tracking;

/// <summary>All tracked buffers of a pool: a bucket for each size class, and one for buffers larger than all of them.</summary>
internal sealed class TrackedBuckets
{
    private readonly SizeClasses _classes;
    private readonly PoolContext _pool;
    private readonly Func<int, TrackedBuffer> _create;

    /// <summary>By size class.</summary>
    private readonly TrackedBucket[] _buckets;

    /// <summary>Lends buffers larger than all classes, and keeps none.</summary>
    private readonly TrackedBucket _large;

    /// <param name="pool">What the parts of the pool share.</param>
    /// <param name="classes">The sizes of buffers.</param>
    /// <param name="clearsOnReturn">Whether a rented buffer holds zeros.</param>
    /// <param name="keep">By buffer size: how many buffers stay in quarantine, and how many are kept idle.</param>
    /// <param name="create">Makes a buffer of the given size.</param>
    internal TrackedBuckets(
        PoolContext pool,
        SizeClasses classes,
        bool clearsOnReturn,
        Func<int, (int Quarantine, int MaxIdle)> keep,
        Func<int, TrackedBuffer> create)
    {
        _classes = classes;
        _pool = pool;
        _create = create;
        _buckets = [.. Enumerable.Range(0, classes.Count).Select(sizeClass => NewBucket(classes[sizeClass], keep(classes[sizeClass])))];
        _large = NewBucket(0, (0, 0));

        TrackedBucket NewBucket(int bufferSize, (int Quarantine, int MaxIdle) kept) => new(pool, bufferSize, kept.MaxIdle, clearsOnReturn, kept.Quarantine);
    }

    /// <summary>Counts for buffers larger than all classes.</summary>
    internal BucketStatistics GetUnpooledStatistics() => _large.GetStatistics();

    internal IEnumerable<BucketStatistics> GetStatistics() => _buckets.Select(static bucket => bucket.GetStatistics());

    internal IEnumerable<OutstandingLease> GetOutstanding(long now) =>
        from bucket in _buckets.Append(_large)
        from slot in bucket.GetOutstanding()
        select slot.Rented.ToOutstanding(bucket.Identity.BufferSize, slot.Length, _pool.Time, now);

    /// <inheritdoc cref="TrackedBucket.TryLend"/>
    internal TrackedSlot? TryLend(int size, RentTrace rented) => BucketOf(size).TryLend(size, rented);

    /// <summary>Lends a new buffer, whose bytes have been booked. If it throws, they are unbooked.</summary>
    internal TrackedSlot LendNew(int size, RentTrace rented)
    {
        int capacity = _classes.BufferSizeFor(size);
        TrackedBuffer? buffer = null;
        TrackedSlot slot;
        try
        {
            buffer = _create(capacity);
            slot = BucketOf(size).LendNew(buffer, size, rented);
        }
        catch
        {
            buffer?.Free();
            _pool.Budget.Release(capacity);
            _pool.Budget.ServeWaiters();
            throw;
        }

        _pool.Budget.NoteCreated();
        return slot;
    }

    internal void Trim()
    {
        foreach (TrackedBucket bucket in _buckets)
        {
            bucket.Trim();
        }
    }

    /// <summary>One step of the decay; see <see cref="TrackedBucket.Decay"/>.</summary>
    internal bool Decay(ReadOnlySpan<double> shareAt)
    {
        bool hasBuffers = false;
        foreach (TrackedBucket bucket in _buckets)
        {
            hasBuffers |= bucket.Decay(shareAt);
        }

        return hasBuffers;
    }

    /// <summary>Drops idle buffers until the budget has room for this many bytes or nothing is idle.</summary>
    internal void MakeRoom(int bytes)
    {
        // The large ones first, so that fewer have to go.
        for (int sizeClass = _buckets.Length - 1; sizeClass >= 0 && _pool.Budget.ShortOf(bytes) > 0; sizeClass--)
        {
            int size = _classes[sizeClass];
            _buckets[sizeClass].Trim((int)Math.Min(int.MaxValue, (_pool.Budget.ShortOf(bytes) + size - 1) / size));
        }
    }

    internal void ReportOutstanding()
    {
        foreach (TrackedBucket bucket in _buckets.Append(_large))
        {
            bucket.ReportOutstanding();
        }
    }

    /// <inheritdoc cref="TrackedBucket.ChangeMaxIdle"/>
    internal void ChangeMaxIdle(Func<int, int> maxIdleOf)
    {
        foreach (TrackedBucket bucket in _buckets)
        {
            bucket.ChangeMaxIdle(maxIdleOf);
        }
    }

    /// <summary>Drops all idle buffers, and from now on every buffer that comes back.</summary>
    internal void Close()
    {
        foreach (TrackedBucket bucket in _buckets)
        {
            bucket.Close();
        }

        _large.Close();
    }

    private TrackedBucket BucketOf(int size) => size > _classes.Largest ? _large : _buckets[_classes.IndexOf(size)];
}
