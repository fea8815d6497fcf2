namespace Tidepool.Tests.Adapters;

/// <summary>A stream that is disposed or shortened by the destination it is being copied to.</summary>
[Trait("Requirement", "E3")]
[Trait("Requirement", "B10")]
public class PooledStreamCutShortTests
{
    private const int BlockSize = 8;

    public static TheoryData<string, PoolMode> Cases => new MatrixTheoryData<string, PoolMode>(
        ["CopyTo", "CopyToAsync", "WriteTo", "WriteTo a part", "WriteToAsync"],
        [PoolMode.Standard, PoolMode.Checked]);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Disposed_SaysSo(string way, PoolMode mode)
    {
        using BytePool pool = new(new BytePoolOptions { Mode = mode });
        PooledStream stream = PooledStream.FromBytes(pool, new byte[10 * BlockSize], BlockSize);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => CopyAsync(way, stream, stream.Dispose));
        Assert.Equal(0, pool.GetStatistics().Rented);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Shortened_SaysSo(string way, PoolMode mode)
    {
        using BytePool pool = new(new BytePoolOptions { Mode = mode });
        using PooledStream stream = PooledStream.FromBytes(pool, new byte[10 * BlockSize], BlockSize);
        InvalidOperationException error =
            await Assert.ThrowsAsync<InvalidOperationException>(() => CopyAsync(way, stream, () => stream.SetLength(BlockSize)));
        Assert.Contains("shortened to 8 bytes while it was being copied up to 80", error.Message, StringComparison.Ordinal);
        Assert.Equal(BlockSize, stream.Length);
    }

    private static async Task CopyAsync(string way, PooledStream stream, Action cut)
    {
        using CuttingStream destination = new(cut);
        switch (way)
        {
            case "CopyTo":
                stream.CopyTo(destination);
                break;
            case "CopyToAsync":
                await stream.CopyToAsync(destination, TestContext.Current.CancellationToken);
                break;
            case "WriteTo":
                stream.WriteTo(destination);
                break;
            case "WriteTo a part":
                stream.WriteTo(destination, 0, stream.Length);
                break;
            default:
                await stream.WriteToAsync(destination, 0, stream.Length, TestContext.Current.CancellationToken);
                break;
        }
    }

    private sealed class CuttingStream(Action cut) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => cut();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cut();
            return ValueTask.CompletedTask;
        }
    }
}
