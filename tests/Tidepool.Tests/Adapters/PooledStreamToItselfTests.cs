namespace Tidepool.Tests.Adapters;

/// <summary>A stream that is copied to itself ends up like a memory stream that is.</summary>
[Trait("Requirement", "E3")]
public class PooledStreamToItselfTests
{
    public static TheoryData<int, int, int> Places => new MatrixTheoryData<int, int, int>([1, 3, 8, 64], [0, 1, 3, 8, 50], [0, 1, 2, 7, 8, 49, 50, 60]);

    [Theory]
    [MemberData(nameof(Places))]
    public void CopyTo_AppendsTheRest(int blockSize, int length, int position) =>
        AssertSame(blockSize, length, position, static stream => stream.CopyTo(stream));

    [Theory]
    [MemberData(nameof(Places))]
    public Task CopyToAsync_AppendsTheRest(int blockSize, int length, int position) =>
        AssertSameAsync(blockSize, length, position, static stream => stream.CopyToAsync(stream, TestContext.Current.CancellationToken));

    /// <summary>Through a stream that passes everything on.</summary>
    [Theory]
    [MemberData(nameof(Places))]
    public void CopyTo_ThroughAnother_AppendsTheRest(int blockSize, int length, int position) => AssertSame(blockSize, length, position, static stream =>
    {
        BufferedStream through = new(stream, 4);
        stream.CopyTo(through);
        through.Flush();
    });

    [Theory]
    [MemberData(nameof(Places))]
    public void WriteTo_WritesEverythingAtThePosition(int blockSize, int length, int position) => AssertSame(blockSize, length, position, static stream =>
    {
        if (stream is PooledStream pooled)
        {
            pooled.WriteTo(pooled);
        }
        else
        {
            ((MemoryStream)stream).WriteTo(stream);
        }
    });

    [Theory]
    [MemberData(nameof(Places))]
    public void WriteTo_OfAPart_WritesItAtThePosition(int blockSize, int length, int position)
    {
        foreach ((int offset, int count) in new[] { (0, length), (length / 3, (length - (length / 3)) / 2), (length / 2, length - (length / 2)) })
        {
            AssertSame(blockSize, length, position, stream =>
            {
                if (stream is PooledStream pooled)
                {
                    pooled.WriteTo(pooled, offset, count);
                }
                else
                {
                    stream.Write(((MemoryStream)stream).ToArray(), offset, count);
                }
            });
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public Task WriteToAsync_OfAPart_WritesItAtThePosition(int blockSize, int length, int position) =>
        AssertSameAsync(blockSize, length, position, stream =>
        {
            int offset = length / 3;
            int count = length - offset;
            return stream is PooledStream pooled
                ? pooled.WriteToAsync(pooled, offset, count, TestContext.Current.CancellationToken)
                : stream.WriteAsync(((MemoryStream)stream).ToArray(), offset, count, TestContext.Current.CancellationToken);
        });

    [Fact]
    [Trait("Requirement", "B10")]
    public void WriteTo_WithoutRoom_ChangesNothing()
    {
        using BytePool pool = new(new BytePoolOptions { MinSize = 16, MaxSize = 16, MaxTotalBytes = 64 });
        using PooledStream stream = new(pool, 16);
        stream.Write(Bytes(60));
        Assert.Throws<InsufficientMemoryException>(() => stream.WriteTo(stream));
        Assert.Equal((60, 60), (stream.Position, stream.Length));
        Assert.Equal(Bytes(60), stream.ToArray());
    }

    private static void AssertSame(int blockSize, int length, int position, Action<Stream> copy)
    {
        using MemoryStream expected = new();
        using PooledStream actual = new(BytePool.Shared, blockSize);
        foreach (Stream stream in new Stream[] { expected, actual })
        {
            stream.Write(Bytes(length));
            stream.Position = position;
            copy(stream);
        }

        Assert.Equal(expected.ToArray(), actual.ToArray());
        Assert.Equal((expected.Position, expected.Length), (actual.Position, actual.Length));
    }

    private static async Task AssertSameAsync(int blockSize, int length, int position, Func<Stream, Task> copy)
    {
        using MemoryStream expected = new();
        await using PooledStream actual = new(BytePool.Shared, blockSize);
        foreach (Stream stream in new Stream[] { expected, actual })
        {
            await stream.WriteAsync(Bytes(length), TestContext.Current.CancellationToken);
            stream.Position = position;
            await copy(stream);
        }

        Assert.Equal(expected.ToArray(), actual.ToArray());
        Assert.Equal((expected.Position, expected.Length), (actual.Position, actual.Length));
    }

    private static byte[] Bytes(int length) => [.. Enumerable.Range(1, length).Select(static number => (byte)number)];
}
