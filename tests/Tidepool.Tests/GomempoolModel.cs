using System.Numerics;

namespace Tidepool.Tests;

/// <summary>The expected counts of a single-threaded pool of gomempool's design: each bucket is a stack with a limited number of idle buffers.</summary>
/// <remarks>It tracks buffers by their arrays only to check whether the pool may hand one out. gomempool has neither trimming nor failed allocations.</remarks>
internal sealed class GomempoolModel
{
    private readonly int _maxIdle;
    private readonly HashSet<byte[]> _known = [];
    private readonly HashSet<byte[]> _out = [];

    internal GomempoolModel(IEnumerable<int> sizes, int maxIdle)
    {
        Buckets = [.. sizes.Select(static size => new Bucket(size))];
        _maxIdle = maxIdle;
    }

    internal IReadOnlyList<Bucket> Buckets { get; }

    internal long Unpooled { get; private set; }

    internal long UnpooledReturned { get; private set; }

    /// <summary>Powers of two, from <paramref name="minSize"/> rounded up; the last one is limited to <paramref name="maxSize"/>.</summary>
    internal static IEnumerable<int> PowersOfTwo(int minSize, int maxSize)
    {
        for (long size = BitOperations.RoundUpToPowerOf2((uint)minSize); size < maxSize; size *= 2)
        {
            yield return (int)size;
        }

        yield return maxSize;
    }

    /// <summary>Whether a rent of this size finds an idle buffer.</summary>
    internal bool Hits(int size) => BucketOf(size) is { Idle: > 0 };

    internal void Rent(int size, ByteLease lease)
    {
        byte[] array = Buffers.ArrayOf(lease);
        Assert.Equal(size, lease.Length);
        Assert.True(_out.Add(array), "A buffer was rented again while it was out.");
        if (BucketOf(size) is not { } bucket)
        {
            Unpooled++;
            Assert.Equal(size, array.Length);
            Assert.True(_known.Add(array), "An unpooled lease got a used buffer.");
            return;
        }

        Assert.Equal(bucket.Size, array.Length);
        bool isNew = _known.Add(array);
        if (bucket.Idle > 0)
        {
            bucket.Idle--;
            bucket.Hits++;
            Assert.False(isNew, "A hit must return a used buffer.");
        }
        else
        {
            bucket.Misses++;
            Assert.True(isNew, "A miss must return a new buffer.");
        }

        bucket.Rented++;
        bucket.PeakRented = Math.Max(bucket.PeakRented, bucket.Rented);
        bucket.BytesRequested += size;
    }

    internal void Return(int size, byte[] array)
    {
        Assert.True(_out.Remove(array));
        if (BucketOf(size) is not { } bucket)
        {
            UnpooledReturned++;
            return;
        }

        bucket.Returned++;
        bucket.Rented--;
        bucket.BytesRequested -= size;
        if (bucket.Idle < _maxIdle)
        {
            bucket.Idle++;
        }
        else
        {
            bucket.Discarded++;
        }
    }

    internal void Trim()
    {
        foreach (Bucket bucket in Buckets)
        {
            bucket.Trimmed += bucket.Idle;
            bucket.Idle = 0;
        }
    }

    internal void AssertEqualTo(BytePoolStatistics actual)
    {
        Assert.Equal(Buckets.Where(static bucket => bucket.Misses > 0).Select(static bucket => bucket.ToString()), actual.Buckets.Select(Bucket.Describe));
        Assert.Equal(Unpooled, actual.Unpooled);
        Assert.Equal(UnpooledReturned, actual.UnpooledReturned);
        Assert.Equal(Unpooled - UnpooledReturned, actual.UnpooledRented);
        Snapshots.AssertAddsUp(actual);
    }

    private Bucket? BucketOf(int size) => Buckets.FirstOrDefault(bucket => bucket.Size >= size);

    internal sealed class Bucket(int size)
    {
        internal int Size { get; } = size;

        internal long Hits { get; set; }

        internal long Misses { get; set; }

        internal long Returned { get; set; }

        internal long Discarded { get; set; }

        internal long Idle { get; set; }

        internal long Rented { get; set; }

        internal long PeakRented { get; set; }

        internal long Trimmed { get; set; }

        internal long BytesRequested { get; set; }

        internal static string Describe(BucketStatistics bucket) => Describe(bucket.Size, bucket.Hits, bucket.Misses, bucket.Returned, bucket.Discarded,
            bucket.Idle, bucket.Rented, bucket.PeakRented, bucket.Trimmed, bucket.BytesRequested);

        public override string ToString() => Describe(Size, Hits, Misses, Returned, Discarded, Idle, Rented, PeakRented, Trimmed, BytesRequested);

        private static string Describe(int size, params ReadOnlySpan<long> counts) =>
            $"{size}: hits {counts[0]}, misses {counts[1]}, returned {counts[2]}, discarded {counts[3]}, idle {counts[4]}, rented {counts[5]}, "
                + $"peak {counts[6]}, trimmed {counts[7]}, requested {counts[8]}";
    }
}
