using System.Threading.Channels;
using MessageRelay.Memory;
using MessageRelay.Server;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MessageRelay.Tests;

/// <summary>A server on real sockets in this process, whose clock stands still unless a test advances it.</summary>
internal sealed class RunningRelay : IAsyncDisposable
{
    public const int MaxPayload = 1024 * 1024;

    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly Channel<string> _log = Channel.CreateUnbounded<string>();
    private readonly Task _serving;

    /// <param name="memory">"counting" or one of the option names of <see cref="MemoryKinds"/>.</param>
    public RunningRelay(string memory)
    {
        Memory = CreateMemory(memory);
        Server = new RelayServer(Memory, new RelayOptions { MaxPayload = MaxPayload }, Time, line => _log.Writer.TryWrite(line));
        _serving = Server.RunAsync(_stop.Token);
    }

    public MessageMemory Memory { get; }

    public FakeTimeProvider Time { get; } = new();

    public RelayServer Server { get; }

    /// <summary>Connects a client that has not introduced itself.</summary>
    public async Task<RawClient> ConnectAsync()
    {
        RawClient client = new();
        await client.ConnectAsync(Server.Port);
        return client;
    }

    /// <summary>Connects a client that the server knows.</summary>
    public async Task<RawClient> ConnectAsync(int id)
    {
        RawClient client = await ConnectAsync();
        await client.SendAsync(TestFrames.Introduction(id));
        byte[] welcome = await client.ReceiveAsync();
        Assert.Equal(id, Wire.Frame.Open(welcome).Recipient);
        return client;
    }

    /// <summary>The next line of the server's log.</summary>
    public async Task<string> NextLogLineAsync() => await _log.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>Checks that two clients can still exchange messages in both directions.</summary>
    public static async Task AssertCanTalkAsync(RawClient one, int oneId, RawClient other, int otherId)
    {
        byte[] there = TestFrames.Create(oneId, otherId, sequence: 1, payload: 70_000);
        await one.SendAsync(there);
        Assert.Equal(there, await other.ReceiveAsync());
        byte[] back = TestFrames.Create(otherId, oneId, sequence: 2, payload: 3);
        await other.SendAsync(back);
        Assert.Equal(back, await one.ReceiveAsync());
    }

    /// <summary>Stops the server and checks that it ended in order, with every buffer returned.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _serving);
        Assert.Equal(0, Server.ConnectionCount);
        Assert.Equal(0, Memory.CountRented());
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Server.Dispose();
        Memory.Dispose();
        _stop.Dispose();
    }

    private static MessageMemory CreateMemory(string name) => name == "counting"
        ? new CountingMemory()
        : MemoryKinds.All.Single(kind => kind.OptionName() == name).Create(Wire.Frame.HeaderSize + MaxPayload);
}
