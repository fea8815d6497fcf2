namespace Tidepool.Tests.Adapters;

/// <summary>What is rented in parts fits the sizes of its pool.</summary>
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
    public void Parts_OfASizeThatWasAskedFor_HaveThatSize()
    {
        using BytePool pool = new(new BytePoolOptions { MinSize = 4_096 });
        using SequenceLease sequence = pool.RentSequence(1_000, segmentSize: 100);
        Assert.Equal(Enumerable.Repeat(100, 10), sequence.Segments.Select(static segment => segment.Length));
    }
}
