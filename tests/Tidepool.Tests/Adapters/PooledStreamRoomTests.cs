namespace Tidepool.Tests.Adapters;

/// <summary><see cref="PooledStream.Advance"/> goes only over room that was lent at this position: anywhere else, a block holds an earlier renter's
/// bytes.</summary>
[Trait("Requirement", "E3")]
[Trait("Requirement", "B9")]
public class PooledStreamRoomTests
{
    private const int BlockSize = 64;

    public static TheoryData<string> Moves => ["Write", "WriteByte", "Position", "Seek", "SetLength", "Read", "CopyTo"];

    [Theory]
    [MemberData(nameof(Moves))]
    public void Advance_AfterTheStreamHasMoved_WantsNewRoom(string move)
    {
        using BytePool pool = new(new BytePoolOptions());
        using PooledStream stream = new(pool, BlockSize);
        stream.Write([1, 2, 3, 4]);
        stream.Position = 2;
        stream.GetSpan(10);
        Move(stream, move);
        (long length, long position) = (stream.Length, stream.Position);
        Assert.Contains("only 0 left", Assert.Throws<InvalidOperationException>(() => stream.Advance(10)).Message, StringComparison.Ordinal);
        stream.Advance(0);
        Assert.Equal((length, position), (stream.Length, stream.Position));
    }

    /// <summary>The next block was rented in advance, but not lent.</summary>
    [Fact]
    public void Advance_ToTheEndOfABlock_LeavesNoRoomInTheNext()
    {
        using BytePool pool = new(new BytePoolOptions());
        using PooledStream stream = new(pool, BlockSize);
        stream.Capacity = 2 * BlockSize;
        stream.GetSpan(BlockSize);
        stream.Advance(BlockSize / 2);
        stream.Advance(BlockSize / 2);
        Assert.Contains("only 0 left", Assert.Throws<InvalidOperationException>(() => stream.Advance(1)).Message, StringComparison.Ordinal);
        Assert.Equal(BlockSize, stream.Length);
    }

    private static void Move(PooledStream stream, string move)
    {
        switch (move)
        {
            case "Write":
                stream.Write([5]);
                break;
            case "WriteByte":
                stream.WriteByte(5);
                break;
            case "Position":
                stream.Position = 4;
                break;
            case "Seek":
                stream.Seek(-1, SeekOrigin.End);
                break;
            case "SetLength":
                stream.SetLength(1);
                break;
            case "Read":
                Assert.Equal(1, stream.Read(new byte[1]));
                break;
            default:
                stream.CopyTo(Stream.Null);
                break;
        }
    }
}
