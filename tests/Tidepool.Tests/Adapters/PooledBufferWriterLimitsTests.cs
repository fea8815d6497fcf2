namespace Tidepool.Tests.Adapters;

/// <summary>A writer exactly at its limits, and its exceptions beyond them.</summary>
[Trait("Requirement", "E3")]
[Trait("Requirement", "B10")]
public class PooledBufferWriterLimitsTests
{
    [Fact]
    public void Constructor_OutOfRange_NamesTheLimit()
    {
        foreach (int bufferSize in (int[])[0, -1, Array.MaxLength + 1])
        {
            ArgumentOutOfRangeException error =
                Assert.Throws<ArgumentOutOfRangeException>("bufferSize", () => new PooledBufferWriter(BytePool.Shared, bufferSize: bufferSize));
            Assert.Contains($"1 to {Array.MaxLength:N0} bytes", error.Message, StringComparison.Ordinal);
        }

        Assert.Contains("Segmented or Contiguous", Assert.Throws<ArgumentOutOfRangeException>("layout",
            () => new PooledBufferWriter(BytePool.Shared, (BufferLayout)2)).Message, StringComparison.Ordinal);
        new PooledBufferWriter(BytePool.Shared, bufferSize: 1).Dispose();
        new PooledBufferWriter(BytePool.Shared, bufferSize: Array.MaxLength).Dispose();
    }

    [Fact]
    public void GetMemory_OutOfRange_NamesTheLimit()
    {
        using PooledBufferWriter writer = new(BytePool.Shared);
        foreach (int hint in (int[])[-1, Array.MaxLength + 1])
        {
            ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>("sizeHint", () => writer.GetMemory(hint));
            Assert.Contains($"0 to {Array.MaxLength:N0} bytes", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Advance_GoesAsFarAsThereIsRoom_AndNoFurther()
    {
        using PooledBufferWriter writer = new(BytePool.Shared, bufferSize: 100);
        writer.Advance(0);
        Assert.Contains("by 1 byte: only 0 left", Assert.Throws<InvalidOperationException>(() => writer.Advance(1)).Message, StringComparison.Ordinal);
        writer.GetMemory();
        Assert.Contains("by 101 bytes: only 100 left", Assert.Throws<InvalidOperationException>(() => writer.Advance(101)).Message, StringComparison.Ordinal);
        writer.Advance(100);
        Assert.Equal(100, writer.WrittenCount);
    }

    [Theory]
    [InlineData(BufferLayout.Segmented, 100)]
    [InlineData(BufferLayout.Contiguous, 100)]
    public void GetMemory_WhereTheBufferIsFull_GivesAsMuchAgain(BufferLayout layout, int expected)
    {
        using BytePool pool = new(new BytePoolOptions());
        using PooledBufferWriter writer = new(pool, layout, 100);
        Assert.Equal(100, writer.GetMemory(100).Length);
        writer.Advance(100);
        Assert.Equal(expected, writer.GetMemory().Length);
        Assert.Equal(layout == BufferLayout.Segmented ? 2 : 1, pool.GetStatistics().Rented);
    }

    [Fact]
    public void GetMemory_OfExactlyWhatIsFree_GivesTheRestOfTheSegment()
    {
        using PooledBufferWriter writer = new(BytePool.Shared, BufferLayout.Segmented, 100);
        writer.GetMemory();
        writer.Advance(40);
        Assert.Equal(60, writer.GetMemory(60).Length);
        Assert.Equal(100, writer.GetMemory(61).Length);
    }

    /// <summary>Nothing is written, so the operating system commits no memory for it.</summary>
    [Fact]
    public void GetMemory_OfAsMuchAsABufferHolds_GivesIt()
    {
        using BytePool pool = new(new BytePoolOptions());
        using PooledBufferWriter writer = new(pool, BufferLayout.Contiguous, 100);
        Assert.Equal(Array.MaxLength, writer.GetMemory(Array.MaxLength).Length);
    }

    [Fact]
    public void GetMemory_OfALargerBufferThanTheEmptyOne_TakesItsPlace()
    {
        using BytePool pool = new(new BytePoolOptions());
        using PooledBufferWriter writer = new(pool, BufferLayout.Segmented, 100);
        writer.GetMemory();
        Assert.Equal(101, writer.GetMemory(101).Length);
        Assert.Equal(1, pool.GetStatistics().Rented);
        writer.Advance(1);
        Assert.Equal(100, writer.GetMemory(100).Length);
        Assert.Equal(500, writer.GetMemory(500).Length);
        Assert.Equal(2, pool.GetStatistics().Rented);
    }

    [Fact]
    public void GetMemory_OfOneBufferThatNeedsMoreThanTwiceAsMuch_GivesWhatWasAskedFor()
    {
        using BytePool pool = new(new BytePoolOptions());
        using PooledBufferWriter writer = new(pool, BufferLayout.Contiguous, 100);
        writer.GetMemory();
        writer.Advance(10);
        Assert.Equal(1_000, writer.GetMemory(1_000).Length);
        Assert.Equal(1, pool.GetStatistics().Rented);
    }
}
