using System.Buffers.Binary;
using MessageRelay.Wire;
using Xunit;

namespace MessageRelay.Tests;

/// <summary>A client that misbehaves is disconnected with a clear line in the log; other clients don't notice, and no buffer is lost.</summary>
[Trait("Requirement", "B10")]
public class RelayServerBadInputTests
{
    public static TheoryData<string> Memories => ["counting", "tidepool"];

    [Theory]
    [MemberData(nameof(Memories))]
    public Task Receive_WrongMagic_ClosesThatConnectionOnly(string memory) =>
        AssertRejectedAsync(memory, Spoiled(TestFrames.Create(3, 1), frame => frame[0] ^= 1), "the frame starts with 0x");

    [Theory]
    [MemberData(nameof(Memories))]
    public Task Receive_WrongChecksum_ClosesThatConnectionOnly(string memory) =>
        AssertRejectedAsync(memory, Spoiled(TestFrames.Create(3, 1), frame => frame[^1] ^= 1), "the frame's checksum is 0x");

    [Theory]
    [MemberData(nameof(Memories))]
    public Task Receive_LengthBeyondLimit_ClosesThatConnectionOnly(string memory) =>
        AssertRejectedAsync(
            memory,
            Spoiled(TestFrames.Create(3, 1), frame => BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(4), RunningRelay.MaxPayload + 1)),
            $"announces {RunningRelay.MaxPayload + 1} bytes, and the limit is {RunningRelay.MaxPayload} bytes");

    [Theory]
    [MemberData(nameof(Memories))]
    public Task Receive_NegativeLength_ClosesThatConnectionOnly(string memory) =>
        AssertRejectedAsync(
            memory,
            Spoiled(TestFrames.Create(3, 1), frame => BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(4), -1)),
            "announces a negative length of -1 bytes");

    [Theory]
    [MemberData(nameof(Memories))]
    public Task Receive_UnknownRecipient_ClosesThatConnectionOnly(string memory) =>
        AssertRejectedAsync(memory, TestFrames.Create(3, 77), "the message is for client 77, which is not known");

    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(-1)]
    [InlineData(Frame.ServerId)]
    [InlineData(int.MaxValue)]
    public Task Receive_ImpossibleRecipient_ClosesThatConnectionOnly(int recipient) =>
        AssertRejectedAsync("counting", TestFrames.Create(3, recipient), $"the message is for client {recipient}, which is not known");

    [Theory]
    [MemberData(nameof(Memories))]
    public Task Receive_ForeignSender_ClosesThatConnectionOnly(string memory) =>
        AssertRejectedAsync(memory, TestFrames.Create(2, 1), "the message says it is from client 2");

    [Theory]
    [InlineData("counting", 1, "vanished in the middle of a message, after 1 bytes")]
    [InlineData("counting", 15, "vanished in the middle of a message, after 15 bytes")]
    [InlineData("counting", 16, "vanished in the middle of a message, after 16 bytes")]
    [InlineData("counting", 500_000, "vanished in the middle of a message, after ")]
    [InlineData("tidepool", 500_000, "vanished in the middle of a message, after ")]
    public async Task Receive_ClientVanishesMidMessage_ReturnsItsBuffer(string memory, int bytes, string reason)
    {
        await using RunningRelay relay = new(memory);
        using RawClient one = await relay.ConnectAsync(1);
        using RawClient two = await relay.ConnectAsync(2);
        using (RawClient vanishing = await relay.ConnectAsync(3))
        {
            await vanishing.SendAsync(TestFrames.Create(3, 1, payload: 600_000).AsMemory(0, bytes));
        }

        Assert.Contains(reason, await relay.NextLogLineAsync(), StringComparison.Ordinal);
        await RunningRelay.AssertCanTalkAsync(one, 1, two, 2);
        await relay.StopAsync();
    }

    [Fact]
    public async Task Receive_MessageBeforeIntroduction_ClosesThatConnectionOnly()
    {
        await using RunningRelay relay = new("counting");
        using RawClient one = await relay.ConnectAsync(1);
        using RawClient two = await relay.ConnectAsync(2);
        using RawClient stranger = await relay.ConnectAsync();
        await stranger.SendAsync(TestFrames.Create(3, 1));

        await stranger.ReceiveUntilClosedAsync();
        Assert.Contains("before introducing itself", await relay.NextLogLineAsync(), StringComparison.Ordinal);
        await RunningRelay.AssertCanTalkAsync(one, 1, two, 2);
        await relay.StopAsync();
    }

    [Theory]
    [InlineData(0, "introduced itself as 0, and ids run from 1 to 1024")]
    [InlineData(1025, "introduced itself as 1025, and ids run from 1 to 1024")]
    [InlineData(-5, "introduced itself as -5, and ids run from 1 to 1024")]
    [InlineData(2, "introduced itself as 2, and 2 is already connected")]
    public async Task Receive_ImpossibleIntroduction_ClosesThatConnectionOnly(int id, string reason)
    {
        await using RunningRelay relay = new("counting");
        using RawClient one = await relay.ConnectAsync(1);
        using RawClient two = await relay.ConnectAsync(2);
        using RawClient stranger = await relay.ConnectAsync();
        await stranger.SendAsync(TestFrames.Introduction(id));

        await stranger.ReceiveUntilClosedAsync();
        Assert.Contains(reason, await relay.NextLogLineAsync(), StringComparison.Ordinal);
        await RunningRelay.AssertCanTalkAsync(one, 1, two, 2);
        await relay.StopAsync();
    }

    private static async Task AssertRejectedAsync(string memory, byte[] frame, string reason)
    {
        await using RunningRelay relay = new(memory);
        using RawClient one = await relay.ConnectAsync(1);
        using RawClient two = await relay.ConnectAsync(2);
        using RawClient bad = await relay.ConnectAsync(3);

        // What arrived before the bad frame is still delivered.
        byte[] good = TestFrames.Create(3, 1, payload: 20_000);
        await bad.SendAsync(good);
        Assert.Equal(good, await one.ReceiveAsync());
        await bad.SendAsync(frame);

        await bad.ReceiveUntilClosedAsync();
        string line = await relay.NextLogLineAsync();
        Assert.StartsWith("client 3 (127.0.0.1:", line, StringComparison.Ordinal);
        Assert.Contains(reason, line, StringComparison.Ordinal);
        await RunningRelay.AssertCanTalkAsync(one, 1, two, 2);
        await relay.StopAsync();
    }

    private static byte[] Spoiled(byte[] frame, Action<byte[]> spoil)
    {
        spoil(frame);
        return frame;
    }
}
