using System.Buffers;

namespace Tidepool.Tests.Adapters;

/// <summary>A writer's capacity and free capacity, and the detaching of its buffer.</summary>
[Trait("Requirement", "E3")]
public class PooledBufferWriterCapacityTests
{
    public static TheoryData<PoolMode> Modes => [.. Enum.GetValues<PoolMode>()];

    [Theory]
    [InlineData(BufferLayout.Segmented)]
    [InlineData(BufferLayout.Contiguous)]
    public void Capacity_IsWhatIsWrittenAndWhatIsFree(BufferLayout layout)
    {
        using BytePool pool = new(new BytePoolOptions());
        using PooledBufferWriter writer = new(pool, layout, bufferSize: 100);
        Assert.Equal((0L, 0), (writer.Capacity, writer.FreeCapacity));
        writer.GetSpan(1);
        Assert.Equal((100L, 100), (writer.Capacity, writer.FreeCapacity));
        writer.Advance(30);
        Assert.Equal((100L, 70), (writer.Capacity, writer.FreeCapacity));
        long rented = pool.GetStatistics().Rented;
        Assert.Equal(70, writer.GetMemory(70).Length);
        Assert.Equal(rented, pool.GetStatistics().Rented);

        // More than is free: another segment after the 30 bytes, or a buffer twice as large.
        writer.GetSpan(71);
        Assert.Equal(layout == BufferLayout.Segmented ? (130L, 100) : (200L, 170), (writer.Capacity, writer.FreeCapacity));
        writer.Advance(50);
        Assert.Equal(writer.WrittenCount + writer.FreeCapacity, writer.Capacity);
        writer.ResetWrittenCount();
        Assert.Equal((layout == BufferLayout.Segmented ? 100 : 200, 0L), (writer.FreeCapacity, writer.WrittenCount));
        writer.Clear();
        Assert.Equal((0L, 0), (writer.Capacity, writer.FreeCapacity));
        writer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => writer.Capacity);
        Assert.Throws<ObjectDisposedException>(() => writer.FreeCapacity);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void DetachBuffer_HandsOnWhatIsWritten_AndTheWriterBeginsAnew(PoolMode mode)
    {
        using BytePool pool = new(new BytePoolOptions { Mode = mode });
        IMemoryOwner<byte> first;
        using (PooledBufferWriter writer = new(pool, BufferLayout.Contiguous, bufferSize: 100))
        {
            writer.Write("first"u8);
            first = writer.DetachBuffer();
            Assert.Equal((0L, 0L), (writer.WrittenCount, writer.Capacity));
            writer.Write("second"u8);
            Assert.Equal("second"u8, writer.WrittenSpan);
        }

        Assert.Equal("first"u8, first.Memory.Span);
        first.Dispose();
        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Equal(0, statistics.Rented);
    }

    [Fact]
    public void DetachBuffer_OfAnEmptyWriter_GivesAnEmptyOwner()
    {
        using PooledBufferWriter writer = new(BytePool.Shared, BufferLayout.Contiguous);
        using IMemoryOwner<byte> owner = writer.DetachBuffer();
        Assert.Equal(0, owner.Memory.Length);
    }

    [Fact]
    [Trait("Requirement", "B10")]
    public void DetachBuffer_OfASegmentedOrDisposedWriter_IsRefusedAndNothingIsLost()
    {
        using PooledBufferWriter segmented = new(BytePool.Shared);
        segmented.Write("abc"u8);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(segmented.DetachBuffer);
        Assert.Contains(nameof(BufferLayout.Contiguous), error.Message, StringComparison.Ordinal);
        Assert.Equal(3, segmented.WrittenCount);
        PooledBufferWriter disposed = new(BytePool.Shared, BufferLayout.Contiguous);
        disposed.Dispose();
        Assert.Throws<ObjectDisposedException>(disposed.DetachBuffer);
    }
}
