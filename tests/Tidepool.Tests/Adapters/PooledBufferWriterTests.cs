using System.Buffers;
using System.Text.Json;
using CsCheck;

namespace Tidepool.Tests.Adapters;

[Trait("Requirement", "E3")]
public class PooledBufferWriterTests
{
    public static TheoryData<PoolMode, BufferLayout> Writers => new MatrixTheoryData<PoolMode, BufferLayout>(
        [PoolMode.Standard, PoolMode.Unpooled, PoolMode.Checked, PoolMode.Guarded],
        [BufferLayout.Segmented, BufferLayout.Contiguous]);

    [Theory]
    [MemberData(nameof(Writers))]
    [Trait("Requirement", "B6")]
    public void RandomWrites_HoldWhatTheFrameworksWriterHolds(PoolMode mode, BufferLayout layout) =>
        Gen.Select(Gen.Int[0, 300], Gen.Double[0, 1], Gen.Byte).Array[0, 60].Sample(
            writes => With(mode, layout, writer =>
            {
                ArrayBufferWriter<byte> model = new();
                foreach ((int hint, double share, byte value) in writes)
                {
                    Span<byte> room = writer.GetSpan(hint);
                    Assert.True(room.Length >= Math.Max(1, hint));
                    int count = (int)(share * Math.Max(1, hint));
                    room[..count].Fill(value);
                    writer.Advance(count);
                    model.GetSpan(Math.Max(1, count))[..count].Fill(value);
                    model.Advance(count);
                    Assert.Equal(model.WrittenCount, writer.WrittenCount);
                }

                Assert.Equal(model.WrittenMemory.ToArray(), writer.WrittenSequence.ToArray());
            }),
            iter: 200);

    [Theory]
    [MemberData(nameof(Writers))]
    public void Utf8JsonWriter_WritesWhatItWritesToAnArray(PoolMode mode, BufferLayout layout) => With(mode, layout, static writer =>
    {
        int[] numbers = [.. Enumerable.Range(0, 20_000)];
        using (Utf8JsonWriter json = new(writer))
        {
            JsonSerializer.Serialize(json, numbers);
        }

        Assert.Equal(JsonSerializer.SerializeToUtf8Bytes(numbers), writer.WrittenSequence.ToArray());
    });

    [Theory]
    [MemberData(nameof(Writers))]
    public void BadArguments_Throw_AndChangeNothing(PoolMode mode, BufferLayout layout) => With(mode, layout, static writer =>
    {
        Assert.Throws<InvalidOperationException>(() => writer.Advance(1));
        int room = writer.GetMemory(10).Length;
        writer.Advance(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(-1));
        Assert.Throws<InvalidOperationException>(() => writer.Advance(room));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.GetMemory(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.GetMemory(int.MaxValue));
        Assert.Equal(10, writer.WrittenCount);
    });

    [Theory]
    [MemberData(nameof(Writers))]
    public void Dispose_EndsTheWriter_AndClearDoesNot(PoolMode mode, BufferLayout layout) => With(mode, layout, static writer =>
    {
        writer.Write(new byte[1_000]);
        writer.Clear();
        Assert.Equal(0, writer.WrittenCount);
        Assert.True(writer.WrittenSequence.IsEmpty);
        writer.Write(new byte[1_000]);
        Assert.Equal(1_000, writer.WrittenCount);
        writer.Dispose();
        writer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => writer.GetMemory());
        Assert.Throws<ObjectDisposedException>(() => writer.Advance(0));
        Assert.Throws<ObjectDisposedException>(() => writer.WrittenCount);
        Assert.Throws<ObjectDisposedException>(() => writer.WrittenSequence);
        Assert.Throws<ObjectDisposedException>(writer.Clear);
    });

    [Theory]
    [MemberData(nameof(Writers))]
    public void ResetWrittenCount_BeginsAgain(PoolMode mode, BufferLayout layout) => With(mode, layout, static writer =>
    {
        writer.ResetWrittenCount();
        writer.Write("a first line"u8);
        writer.GetSpan(1_000);
        writer.Advance(1_000);
        writer.ResetWrittenCount();
        writer.ResetWrittenCount();
        Assert.Equal((0, 0), (writer.WrittenCount, writer.WrittenSequence.Length));
        writer.Write("a longer first line"u8);
        Assert.Equal("a longer first line"u8.ToArray(), writer.WrittenSequence.ToArray());
        writer.Write(new byte[2_000]);
        Assert.Equal([.. "a longer first line"u8, .. new byte[2_000]], writer.WrittenSequence.ToArray());
        writer.Dispose();
        Assert.Throws<ObjectDisposedException>(writer.ResetWrittenCount);
    });

    [Theory]
    [InlineData(BufferLayout.Segmented, 100)]
    [InlineData(BufferLayout.Contiguous, 500)]
    public void ResetWrittenCount_KeepsTheFirstBufferOnly(BufferLayout layout, int kept)
    {
        using BytePool pool = new(new BytePoolOptions());
        using PooledBufferWriter writer = new(pool, layout, 100);
        writer.Write(new byte[100]);
        writer.Write(new byte[400]);
        writer.ResetWrittenCount();
        Assert.Equal(1, pool.GetStatistics().Rented);
        string before = Snapshots.Of(pool);
        Assert.InRange(writer.GetSpan().Length, kept, 5 * kept);
        writer.Write(new byte[kept]);
        Assert.Equal(before, Snapshots.Of(pool));
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public void CopyToLease_HoldsWhatWasWritten_AndOutlivesTheWriter(PoolMode mode, BufferLayout layout) => With(mode, layout, static writer =>
    {
        using ByteLease empty = writer.CopyToLease();
        Assert.Equal(0, empty.Length);
        byte[] data = [.. Enumerable.Range(0, 1_000).Select(static value => (byte)value)];
        writer.Write(data);
        using ByteLease copy = writer.CopyToLease();
        writer.Dispose();
        Assert.Equal(data, copy.Span);
        Assert.Throws<ObjectDisposedException>(() => { writer.CopyToLease().Return(); });
    });

    /// <summary>Nothing is written, so the operating system commits no memory for it.</summary>
    [Fact]
    [Trait("Requirement", "B10")]
    public void CopyToLease_OfMoreThanAnArrayHolds_NamesTheWayOut()
    {
        const int Large = 1 << 30;
        using BytePool pool = new(new BytePoolOptions());
        using PooledBufferWriter writer = new(pool);
        for (int segment = 0; segment < 2; segment++)
        {
            writer.GetMemory(Large);
            writer.Advance(Large);
        }

        string message = Assert.Throws<InvalidOperationException>(() => { writer.CopyToLease().Return(); }).Message;
        Assert.Contains($"holds 2,147,483,648 bytes, but an array at most {Array.MaxLength:N0}", message, StringComparison.Ordinal);
        Assert.Contains(nameof(PooledBufferWriter.WrittenSequence), message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PoolMode.Standard)]
    [InlineData(PoolMode.Unpooled)]
    [InlineData(PoolMode.Checked)]
    [InlineData(PoolMode.Guarded)]
    public void WrittenSpan_OfOneBuffer_IsAllOfIt(PoolMode mode) => With(mode, BufferLayout.Contiguous, static writer =>
    {
        Assert.True(writer.WrittenSpan.IsEmpty);
        Assert.True(writer.WrittenMemory.IsEmpty);
        byte[] data = [.. Enumerable.Range(0, 5_000).Select(static value => (byte)value)];
        foreach (byte[] part in data.Chunk(700))
        {
            writer.Write(part);
        }

        Assert.Equal(data, writer.WrittenSpan);
        Assert.Equal(data, writer.WrittenMemory.Span);
        writer.Clear();
        Assert.True(writer.WrittenSpan.IsEmpty);
        writer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => writer.WrittenSpan.Length);
        Assert.Throws<ObjectDisposedException>(() => writer.WrittenMemory);
    });

    [Fact]
    public void WrittenSpan_OfSegments_IsRefusedHoweverFewTheyAre()
    {
        using PooledBufferWriter writer = new(BytePool.Shared);
        writer.Write("one segment"u8);
        Assert.Throws<InvalidOperationException>(() => writer.WrittenMemory);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => writer.WrittenSpan.Length);
        Assert.Contains(nameof(BufferLayout.Contiguous), error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(PooledBufferWriter.WrittenSequence), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "B2")]
    public void Dispose_WhereOneSegmentWasOverrun_TellsAndReturnsAll()
    {
        using BytePool pool = new(new BytePoolOptions { Mode = PoolMode.Checked, OnMisuse = static _ => { } });
        using PooledBufferWriter writer = new(pool, bufferSize: 100);
        Overrun.Of(writer.GetSpan(100));
        writer.Advance(100);
        writer.Write(new byte[500]);
        Assert.Throws<BufferOverrunException>(writer.Dispose);
        Assert.Equal(0, pool.GetStatistics().Rented);
    }

    [Fact]
    [Trait("Requirement", "B2")]
    public void GetSpan_WhereTheBufferThatGrowsWasOverrun_TellsAndIsDone()
    {
        using BytePool pool = new(new BytePoolOptions { Mode = PoolMode.Checked, OnMisuse = static _ => { } });
        using PooledBufferWriter writer = new(pool, BufferLayout.Contiguous, 100);
        writer.Write("kept"u8);
        Overrun.Of(writer.GetSpan());
        Assert.Throws<BufferOverrunException>(() => writer.GetSpan(1_000).Length);
        writer.Write(" and more"u8);
        Assert.Equal("kept and more"u8, writer.WrittenSpan);
        Assert.Equal(1, pool.GetStatistics().Rented);
    }

    [Fact]
    public void Sequence_TakenBeforeMoreIsWritten_StaysAsItWas()
    {
        using BytePool pool = new(new BytePoolOptions());
        using PooledBufferWriter writer = new(pool, BufferLayout.Segmented, 64);
        writer.Write("before"u8);
        ReadOnlySequence<byte> before = writer.WrittenSequence;
        writer.Write(new byte[1_000]);
        Assert.Equal("before"u8.ToArray(), before.ToArray());
        Assert.False(writer.WrittenSequence.IsSingleSegment);
    }

    /// <summary>Even if it ends in an empty segment, which is replaced by a larger one.</summary>
    [Fact]
    public void Sequence_TakenBeforeAnEmptySegmentGrows_StaysAsItWas()
    {
        using BytePool pool = new(new BytePoolOptions());
        using PooledBufferWriter writer = new(pool, BufferLayout.Segmented, 16);
        writer.Write("one full segment"u8);
        writer.GetSpan();
        ReadOnlySequence<byte> before = writer.WrittenSequence;
        writer.GetSpan(1_000).Fill(1);
        Assert.Equal("one full segment"u8.ToArray(), before.ToArray());
        writer.Advance(1_000);
        Assert.Equal("one full segment"u8.ToArray(), before.ToArray());
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public void GetSpan_ThatGrowsEachSegmentBeforeItIsWrittenTo_KeepsAll(PoolMode mode, BufferLayout layout) => With(mode, layout, static writer =>
    {
        byte[] expected = [.. Enumerable.Range(0, 300).SelectMany(static value => Enumerable.Repeat((byte)value, 70))];
        foreach (byte[] part in expected.Chunk(70))
        {
            Assert.True(writer.GetSpan().Length > 0);
            part.CopyTo(writer.GetSpan(part.Length));
            writer.Advance(part.Length);
        }

        Assert.Equal(expected, writer.WrittenSequence.ToArray());
    });

    [Fact]
    [Trait("Requirement", "B5")]
    public void GetSpan_WhereTheBudgetRefusesTwiceAsMuch_GrowsByWhatIsNeeded()
    {
        using BytePool pool =
            new(new BytePoolOptions { MinSize = 1_024, MaxSize = 8_192, MaxTotalBytes = 10_240, SizeClasses = SizeClassLadder.FourPerDoubling });
        using PooledBufferWriter writer = new(pool, BufferLayout.Contiguous, 4_096);
        byte[] data = [.. Enumerable.Range(0, 4_096).Select(static value => (byte)value)];
        writer.Write(data);
        Assert.Equal(1_024, writer.GetSpan(1_024).Length);
        writer.Write(data.AsSpan(0, 1_024));
        Assert.Equal([.. data, .. data[..1_024]], writer.WrittenSpan);

        // The caller has got what it asked for.
        Assert.Equal(0, pool.GetStatistics().Refused);
        Assert.Throws<InsufficientMemoryException>(() => writer.GetSpan(1_025).Length);
        Assert.Equal(1, pool.GetStatistics().Refused);
        Assert.Equal(5_120, writer.WrittenCount);
    }

    [Fact]
    public void Write_BeyondTheBudget_Throws_AndKeepsWhatWasWritten()
    {
        using BytePool pool = new(new BytePoolOptions { MinSize = 1_024, MaxSize = 1_024, MaxTotalBytes = 1_024 });
        using PooledBufferWriter writer = new(pool, BufferLayout.Segmented, 1_024);
        writer.Write("kept"u8);
        Assert.Throws<InsufficientMemoryException>(() => writer.GetMemory(1_024));
        Assert.Equal("kept"u8.ToArray(), writer.WrittenSequence.ToArray());
    }

    /// <summary>As the interface documents: an <see cref="OutOfMemoryException"/> if the size isn't available. Nothing is written,
    /// so the operating system commits no memory for it.</summary>
    [Fact]
    [Trait("Requirement", "B10")]
    public void GetMemory_BeyondOneBuffer_TellsOfSegments()
    {
        using BytePool pool = new(new BytePoolOptions());
        using PooledBufferWriter writer = new(pool, BufferLayout.Contiguous);
        writer.GetMemory(Array.MaxLength - 100);
        writer.Advance(Array.MaxLength - 100);
        OutOfMemoryException error = Assert.ThrowsAny<OutOfMemoryException>(() => writer.GetMemory(101));
        Assert.Contains(nameof(BufferLayout.Segmented), error.Message, StringComparison.Ordinal);
        Assert.Equal(Array.MaxLength - 100, writer.WrittenCount);
    }

    [Fact]
    public void Constructor_BadArguments_Throw()
    {
        Assert.Throws<ArgumentNullException>(() => new PooledBufferWriter(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PooledBufferWriter(BytePool.Shared, (BufferLayout)2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PooledBufferWriter(BytePool.Shared, bufferSize: 0));
    }

    private static void With(PoolMode mode, BufferLayout layout, Action<PooledBufferWriter> test)
    {
        using BytePool pool = new(new BytePoolOptions { Mode = mode });
        using (PooledBufferWriter writer = new(pool, layout, 64))
        {
            test(writer);
        }

        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Equal(0, statistics.Rented);
        Snapshots.AssertAddsUp(statistics);
    }
}
