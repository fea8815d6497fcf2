namespace Tidepool.Tests.Adapters;

/// <summary>How a stream returns its blocks, including when one of them was overrun.</summary>
[Trait("Requirement", "E3")]
public class PooledStreamReturnTests
{
    [Fact]
    public void SetLength_Shorter_GivesBlocksBack()
    {
        using BytePool pool = new(new BytePoolOptions());
        using PooledStream stream = new(pool, 100);
        stream.Write(new byte[1_000]);
        Assert.Equal(10, pool.GetStatistics().Rented);
        stream.SetLength(201);
        Assert.Equal(3, pool.GetStatistics().Rented);
        stream.SetLength(200);
        Assert.Equal(2, pool.GetStatistics().Rented);
        stream.SetLength(0);
        Assert.Equal(0, pool.GetStatistics().Rented);
    }

    [Fact]
    [Trait("Requirement", "B2")]
    public void SetLength_WhereABlockWasOverrun_TellsAndIsDone()
    {
        using BytePool pool = new(new BytePoolOptions { Mode = PoolMode.Checked, OnMisuse = static _ => { } });
        using PooledStream stream = new(pool, 100);
        stream.Write([.. Enumerable.Repeat((byte)1, 250)]);
        stream.Position = 200;
        Overrun.Of(stream.GetSpan(100));
        Assert.Throws<BufferOverrunException>(() => stream.SetLength(50));
        Assert.Equal((50, 50, 1), (stream.Length, stream.Position, pool.GetStatistics().Rented));
        stream.WriteByte(2);
        Assert.Equal([.. Enumerable.Repeat((byte)1, 50), 2], stream.ToArray());
    }

    [Fact]
    [Trait("Requirement", "B2")]
    public void Dispose_WhereOneBlockWasOverrun_TellsAndReturnsAll()
    {
        using BytePool pool = new(new BytePoolOptions { Mode = PoolMode.Checked, OnMisuse = static _ => { } });
        using PooledStream stream = new(pool, 100);
        stream.Write(new byte[250]);
        stream.Position = 200;
        Overrun.Of(stream.GetSpan(100));
        Assert.Throws<BufferOverrunException>(stream.Dispose);
        Assert.Equal(0, pool.GetStatistics().Rented);
    }

    [Fact]
    [Trait("Requirement", "B2")]
    public void Dispose_WhereTheBufferBesideTheBlocksWasOverrun_TellsAndReturnsAll()
    {
        using BytePool pool = new(new BytePoolOptions { Mode = PoolMode.Checked, OnMisuse = static _ => { } });
        using PooledStream stream = new(pool, 100);
        stream.Write(new byte[250]);
        Overrun.Of(stream.GetSpan(200));
        Assert.Throws<BufferOverrunException>(stream.Dispose);
        Assert.Equal(0, pool.GetStatistics().Rented);
    }
}
