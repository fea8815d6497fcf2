namespace Tidepool.Tests.Adapters;

[Trait("Requirement", "B6")]
public class SequenceLeaseTests
{
    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 10)]
    [InlineData(10, 10)]
    [InlineData(11, 10)]
    [InlineData(1_000_003, 65_536)]
    public void RentSequence_HasExactlySoManyBytes(long length, int segmentSize)
    {
        foreach (PoolMode mode in Enum.GetValues<PoolMode>())
        {
            using BytePool pool = new(new BytePoolOptions { Mode = mode });
            using (SequenceLease lease = pool.RentSequence(length, segmentSize))
            {
                byte mark = 0;
                foreach (Memory<byte> segment in lease.Segments)
                {
                    segment.Span.Fill(++mark);
                }

                Assert.Equal((length, length), (lease.Length, lease.Sequence.Length));
                Assert.All(lease.Segments, segment => Assert.InRange(segment.Length, 0, segmentSize));
                long position = 0;
                foreach (ReadOnlyMemory<byte> part in lease.Sequence)
                {
                    Assert.Equal(-1, part.Span.IndexOfAnyExcept((byte)((position / segmentSize) + 1)));
                    position += part.Length;
                }
            }

            Assert.Equal(0, pool.GetStatistics().BytesRented);
        }
    }

    /// <summary>Longer than any array, without touching most of it.</summary>
    [Fact]
    public void RentSequence_BeyondTheLongestArray()
    {
        using BytePool pool = new(new BytePoolOptions { MaxSize = 256 * 1024 * 1024 });
        const long Length = 3L * 1024 * 1024 * 1024;
        using SequenceLease lease = pool.RentSequence(Length, 256 * 1024 * 1024);
        Assert.Equal(Length, lease.Sequence.Length);
        lease.Segments.Last().Span[^1] = 9;
        Assert.Equal(9, lease.Sequence.Slice(Length - 1).FirstSpan[0]);
    }

    [Fact]
    [Trait("Requirement", "B1")]
    public void Return_Twice_Throws_AndDisposeDoesNot()
    {
        using BytePool pool = new(new BytePoolOptions());
        SequenceLease lease = pool.RentSequence(100_000);
        Assert.False(lease.IsReturned);
        lease.Return();
        Assert.Contains("100,000 bytes was returned twice", Assert.Throws<BufferAlreadyReturnedException>(lease.Return).Message, StringComparison.Ordinal);
        Assert.Contains("100,000 bytes was used after its return",
            Assert.Throws<BufferAlreadyReturnedException>(() => lease.Sequence).Message, StringComparison.Ordinal);
        Assert.Throws<BufferAlreadyReturnedException>(() => lease.Segments);
        lease.Dispose();
        Assert.True(lease.IsReturned);
        Assert.Equal(2, pool.GetStatistics().Returned);
    }

    [Fact]
    [Trait("Requirement", "B2")]
    public void Return_WhereOneSegmentWasOverrun_TellsAndReturnsAll()
    {
        using BytePool pool = new(new BytePoolOptions { Mode = PoolMode.Checked, OnMisuse = static _ => { } });
        SequenceLease lease = pool.RentSequence(1_000, 100);
        Overrun.Of(lease.Segments.First().Span);
        Assert.Throws<BufferOverrunException>(lease.Return);
        Assert.Equal(0, pool.GetStatistics().Rented);
    }

    [Fact]
    [Trait("Requirement", "B5")]
    [Trait("Requirement", "B10")]
    public void RentSequence_BeyondTheBudget_GivesBackWhatItHad()
    {
        using BytePool pool = new(new BytePoolOptions { MaxTotalBytes = 100_000 });
        Assert.Throws<InsufficientMemoryException>(() => pool.RentSequence(1_000_000, 8_192));
        Assert.Equal(0, pool.GetStatistics().Rented);
    }

    [Theory]
    [InlineData(-1, 10, "length", "0 bytes or more")]
    [InlineData(10, 0, "segmentSize", "1 to 2,147,483,591 bytes")]
    [InlineData(10, -5, "segmentSize", "1 to 2,147,483,591 bytes")]
    [InlineData(10, int.MaxValue, "segmentSize", "1 to 2,147,483,591 bytes")]
    [Trait("Requirement", "B10")]
    public void RentSequence_OutOfRange_NamesTheArgumentAndTheLimit(long length, int segmentSize, string parameter, string limit)
    {
        using BytePool pool = new(new BytePoolOptions());
        Assert.Contains(limit, Assert.Throws<ArgumentOutOfRangeException>(parameter, () => pool.RentSequence(length, segmentSize)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2_147_483_591)]
    public void RentSequence_SegmentSizeAtItsLimits_IsAccepted(int segmentSize)
    {
        using BytePool pool = new(new BytePoolOptions());
        using SequenceLease lease = pool.RentSequence(3, segmentSize);
        Assert.Equal(3, lease.Sequence.Length);
    }
}
