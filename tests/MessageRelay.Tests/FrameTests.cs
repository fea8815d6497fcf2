using CsCheck;
using MessageRelay.Memory;
using MessageRelay.Wire;
using Xunit;

namespace MessageRelay.Tests;

public class FrameTests
{
    [Fact]
    public void Open_SealedFrame_GivesHeaderBack()
    {
        FrameHeader header = new(Recipient: 12, Sender: 345, Sequence: long.MaxValue, SentAt: -9);
        byte[] frame = new byte[Frame.HeaderSize + 77];
        Frame.Seal(frame, header);

        Assert.Equal(frame.Length, Frame.ReadSize(frame, 77));
        Assert.Equal(header, Frame.Open(frame));
    }

    [Fact]
    [Trait("Requirement", "B10")]
    public void Open_AnyBitChanged_Throws()
    {
        byte[] frame = TestFrames.Create(1, 2, payload: 33);
        for (int bit = 0; bit < frame.Length * 8; bit++)
        {
            byte[] changed = [.. frame];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<FrameException>(() => Receive(changed));
        }
    }

    [Fact]
    public void Assembler_AnyChunks_GiveSameFrames() =>
        Gen.Select(Gen.Int[0, 60_000].List[1, 6], Gen.Int[1, 40_000].List[1, 20]).Sample(
            (sizes, chunks) =>
            {
                byte[][] frames = [.. sizes.Select((size, i) => TestFrames.Create(1, 2, i, size))];
                byte[] stream = [.. frames.SelectMany(frame => frame)];
                using CountingMemory memory = new();
                using FrameAssembler assembler = new(memory, 60_000);
                List<byte[]> taken = [];
                int from = 0;
                for (int i = 0; from < stream.Length; i++)
                {
                    Memory<byte> target = assembler.ReceiveTarget;
                    int count = Math.Min(Math.Min(chunks[i % chunks.Count], target.Length), stream.Length - from);
                    stream.AsMemory(from, count).CopyTo(target);
                    assembler.Received(count);
                    from += count;
                    while (assembler.TryTake(out MessageBuffer frame))
                    {
                        taken.Add(frame.Memory.ToArray());
                        frame.Return();
                    }
                }

                Assert.False(assembler.IsMidFrame);
                Assert.Equal(frames.Length, taken.Count);
                Assert.All(frames.Zip(taken), static pair => Assert.Equal(pair.First, pair.Second));
                Assert.Equal(0, memory.CountRented());
            },
            iter: 300);

    [Fact]
    [Trait("Requirement", "B4")]
    public void Assembler_DisposedMidFrame_ReturnsTheBuffer()
    {
        using CountingMemory memory = new();
        using (FrameAssembler assembler = new(memory, 1000))
        {
            TestFrames.Create(1, 2, payload: 1000).AsMemory(0, 500).CopyTo(assembler.ReceiveTarget);
            assembler.Received(500);
            Assert.False(assembler.TryTake(out _));
            Assert.Equal(500, assembler.BytesOfUnfinishedFrame);
            Assert.Equal(1, memory.CountRented());
        }

        Assert.Equal(0, memory.CountRented());
    }

    // A changed length moves the frame's end; what a receiver then takes for the frame must not pass either.
    private static FrameHeader Receive(byte[] bytes)
    {
        int size = Frame.ReadSize(bytes, 1 << 20);
        byte[] frame = new byte[size];
        bytes.AsSpan(0, Math.Min(size, bytes.Length)).CopyTo(frame);
        return Frame.Open(frame);
    }
}
