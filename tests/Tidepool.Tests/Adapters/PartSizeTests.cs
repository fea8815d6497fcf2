namespace Tidepool.Tests.Adapters;

/// <summary>Parts of sequences, streams and writers fit the sizes of their pool.</summary>
[Trait("Requirement", "B6")]
[Trait("Requirement", "B8")]
public class PartSizeTests
{
    private const int Mebibyte = 1 << 20;

    [Fact]
    public void UsualParts_InAPoolOfLargeBuffers_AreAsLargeAsThese()
    {
        using BytePool pool = new(new BytePoolOptions { MinSize = Mebibyte, MaxSize = 2 * Mebibyte });
        byte[] bytes = new byte[Mebibyte];
        Random.Shared.NextBytes(bytes);

        using (SequenceLease sequence = pool.RentSequence(Mebibyte))
        {
            Assert.Equal(1, pool.GetStatistics().Rented);
        }

        using (PooledStream stream = new(pool))
        {
            stream.Write(bytes);
            Assert.Equal(1, pool.GetStatistics().Rented);
            Assert.Equal(bytes, stream.ToArray());
        }

        using (PooledBufferWriter writer = new(pool))
        {
            bytes.CopyTo(writer.GetSpan(bytes.Length));
            writer.Advance(bytes.Length);
            Assert.Equal(1, pool.GetStatistics().Rented);
        }
    }

    [Fact]
    public void UsualParts_InAPoolOfSmallBuffers_ArePooled()
    {
        using BytePool pool = new(16, 1_024, 100);
        using SequenceLease sequence = pool.RentSequence(10_000);
        using PooledStream stream = new(pool);
        stream.Write(new byte[10_000]);
        using PooledBufferWriter writer = new(pool);
        Assert.Equal(1_024, writer.GetMemory().Length);
        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Equal((21, 0), (statistics.Rented, statistics.Unpooled));
    }

    [Fact]
    public void UsualParts_InAPoolOfOtherSizes_FillItsBuffers()
    {
        using BytePool pool = new(new BytePoolOptions { SizeClasses = SizeClassLadder.Custom(5_000, 24_000, 70_000), MinSize = 1, MaxSize = 70_000 });
        using SequenceLease sequence = pool.RentSequence(100_000);
        Assert.Equal([70_000, 30_000], sequence.Segments.Select(static segment => segment.Length));
        using PooledStream stream = new(pool);
        stream.WriteByte(1);
        Assert.Equal(24_000, stream.Capacity);
        using PooledBufferWriter writer = new(pool);
        Assert.Equal(5_000, writer.GetMemory().Length);
    }

    /// <summary>Even though it is the default size in other pools.</summary>
    [Fact]
    public void Parts_OfTheUsualSizeThatWasAskedFor_HaveThatSize()
    {
        foreach ((int minSize, int maxSize) in ((int, int)[])[(16, 1_024), (Mebibyte, Mebibyte)])
        {
            using BytePool pool = new(minSize, maxSize, 100);
            using SequenceLease sequence = pool.RentSequence(65_537, 65_536);
            Assert.Equal([65_536, 1], sequence.Segments.Select(static segment => segment.Length));
            using PooledStream stream = new(pool, 16_384);
            stream.WriteByte(1);
            Assert.Equal(16_384, stream.Capacity);
            using PooledBufferWriter writer = new(pool, bufferSize: 4_096);
            Assert.Equal(4_096, writer.GetMemory().Length);
        }
    }

    [Fact]
    public void Parts_OfASizeThatWasAskedFor_HaveThatSize()
    {
        using BytePool pool = new(new BytePoolOptions { MinSize = 4_096 });
        using SequenceLease sequence = pool.RentSequence(1_000, segmentSize: 100);
        Assert.Equal(Enumerable.Repeat(100, 10), sequence.Segments.Select(static segment => segment.Length));
    }
}
