using MessageRelay.Server;
using Xunit;

namespace MessageRelay.Tests;

/// <summary>Recipients that leave or stop receiving: the others continue, and what can't be delivered is returned and counted.</summary>
public class RelayServerDeliveryTests
{
    public static TheoryData<string> Memories => ["counting", "tidepool"];

    [Theory]
    [MemberData(nameof(Memories))]
    [Trait("Requirement", "S3")]
    public async Task Relay_ManyMessagesOfAllSizes_ArriveUnchangedInOrder(string memory)
    {
        await using RunningRelay relay = new(memory);
        using RawClient one = await relay.ConnectAsync(1);
        using RawClient two = await relay.ConnectAsync(2);
        int[] sizes = [0, 1, 15, 16, 17, 16_343, 16_344, 16_345, 16_384, 100_000, RunningRelay.MaxPayload];
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < 3 * sizes.Length; i++)
            {
                await one.SendAsync(TestFrames.Create(1, 2, i, sizes[i % sizes.Length]));
            }
        }, TestContext.Current.CancellationToken);

        for (int i = 0; i < 3 * sizes.Length; i++)
        {
            Assert.Equal(TestFrames.Create(1, 2, i, sizes[i % sizes.Length]), await two.ReceiveAsync());
        }

        await sending;
        await relay.StopAsync();
        RelayCounters counters = relay.Server.Counters;
        Assert.Equal(3 * sizes.Length, counters.Received);
        Assert.Equal(3 * sizes.Length, counters.Delivered);
        Assert.Equal(0, counters.Undeliverable);
    }

    [Theory]
    [MemberData(nameof(Memories))]
    [Trait("Requirement", "B4")]
    public async Task Relay_RecipientHasLeft_CountsUndeliverable(string memory)
    {
        await using RunningRelay relay = new(memory);
        using RawClient one = await relay.ConnectAsync(1);
        using RawClient two = await relay.ConnectAsync(2);
        using (RawClient leaving = await relay.ConnectAsync(3))
        {
            // The arrival of its own message shows that the server has registered it.
            await leaving.SendAsync(TestFrames.Create(3, 1));
            await one.ReceiveAsync();
        }

        // The first client sends to the one that left until the server has noticed; it must be able to send to others all along.
        long sequence = 0;
        while (relay.Server.Counters.Undeliverable < 3)
        {
            await one.SendAsync(TestFrames.Create(1, 3, sequence++, payload: 50_000));
            byte[] witness = TestFrames.Create(1, 2, sequence++);
            await one.SendAsync(witness);
            Assert.Equal(witness, await two.ReceiveAsync());
        }

        await relay.StopAsync();
        RelayCounters counters = relay.Server.Counters;
        Assert.Equal(counters.Received, counters.Delivered + counters.Undeliverable);
    }

    [Theory]
    [MemberData(nameof(Memories))]
    [Trait("Requirement", "B4")]
    public async Task Relay_RecipientTakesNothing_IsClosedAndItsQueueReturned(string memory)
    {
        await using RunningRelay relay = new(memory);
        using RawClient one = await relay.ConnectAsync(1);
        using RawClient two = await relay.ConnectAsync(2);
        using RawClient deaf = await relay.ConnectAsync(3);

        // More than the sockets' buffers and the outbox together hold, so that the sender gets stuck behind the recipient that doesn't read.
        const int Messages = 200;
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < Messages; i++)
            {
                await one.SendAsync(TestFrames.Create(1, 3, i, RunningRelay.MaxPayload));
            }

            await one.SendAsync(TestFrames.Create(1, 2, Messages));
        }, TestContext.Current.CancellationToken);
        Task<string> logged = relay.NextLogLineAsync();
        while (!logged.IsCompleted)
        {
            // The server notices by its own clock, some time after the queue got stuck, so the clock is advanced until it has noticed.
            relay.Time.Advance(relay.Server.Options.StallTimeout / 4);
            await Task.WhenAny(logged, Task.Delay(20, TestContext.Current.CancellationToken));
        }

        Assert.Contains("the client has taken nothing for 5 s", await logged, StringComparison.Ordinal);
        Assert.Equal(TestFrames.Create(1, 2, Messages), await two.ReceiveAsync());
        await sending;
        await RunningRelay.AssertCanTalkAsync(one, 1, two, 2);
        await relay.StopAsync();
        RelayCounters counters = relay.Server.Counters;
        Assert.True(counters.Undeliverable > 0);
        Assert.Equal(Messages + 3, counters.Received);
        Assert.Equal(counters.Received, counters.Delivered + counters.Undeliverable);
    }

    [Fact]
    [Trait("Requirement", "B4")]
    public async Task Receive_MessageLeftUnfinished_IsClosedAndItsBufferReturned()
    {
        await using RunningRelay relay = new("tidepool");
        using RawClient one = await relay.ConnectAsync(1);
        using RawClient two = await relay.ConnectAsync(2);
        using RawClient stalling = await relay.ConnectAsync(3);
        await stalling.SendAsync(TestFrames.Create(3, 1, payload: 300_000).AsMemory(0, 200_000));
        Task<string> logged = relay.NextLogLineAsync();
        while (!logged.IsCompleted)
        {
            relay.Time.Advance(relay.Server.Options.StallTimeout / 4);
            await Task.WhenAny(logged, Task.Delay(20, TestContext.Current.CancellationToken));
        }

        Assert.Contains("client 3", await logged, StringComparison.Ordinal);
        Assert.Contains("has left a message unfinished for 5 s", await logged, StringComparison.Ordinal);
        await stalling.ReceiveUntilClosedAsync();
        await RunningRelay.AssertCanTalkAsync(one, 1, two, 2);
        await relay.StopAsync();
    }

    [Fact]
    public async Task Watch_QuietClient_IsLeftAlone()
    {
        await using RunningRelay relay = new("counting");
        using RawClient one = await relay.ConnectAsync(1);
        using RawClient two = await relay.ConnectAsync(2);
        await RunningRelay.AssertCanTalkAsync(one, 1, two, 2);

        // Only then has the server noted that the last message is taken.
        while (relay.Server.Counters.Delivered < 2)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        relay.Time.Advance(TimeSpan.FromHours(1));
        await RunningRelay.AssertCanTalkAsync(one, 1, two, 2);
        await relay.StopAsync();
    }

    [Fact]
    public async Task Register_IdOfOneThatLeft_MayBeTakenAgain()
    {
        await using RunningRelay relay = new("counting");
        using RawClient one = await relay.ConnectAsync(1);
        using (RawClient bad = await relay.ConnectAsync(2))
        {
            await bad.SendAsync(TestFrames.Create(2, 99));
            await bad.ReceiveUntilClosedAsync();
        }

        using RawClient two = await relay.ConnectAsync(2);
        await RunningRelay.AssertCanTalkAsync(one, 1, two, 2);
        await relay.StopAsync();
    }

    [Theory]
    [MemberData(nameof(Memories))]
    [Trait("Requirement", "B4")]
    public async Task Run_CancelledInFullTraffic_ReturnsEveryBuffer(string memory)
    {
        await using RunningRelay relay = new(memory);
        using RawClient one = await relay.ConnectAsync(1);
        using RawClient two = await relay.ConnectAsync(2);
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; ; i++)
            {
                await one.SendAsync(TestFrames.Create(1, 2, i, payload: 200_000));
            }
        }, TestContext.Current.CancellationToken);
        for (int i = 0; i < 20; i++)
        {
            await two.ReceiveAsync();
        }

        await relay.StopAsync();
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => sending);
    }
}
