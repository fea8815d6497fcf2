using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Tidepool.AspNetCore.Tests.Kestrel;

[Trait("Requirement", "E4")]
[Trait("Requirement", "B2")]
public class WebSocketTests
{
    [Theory]
    [InlineData(PoolMode.Standard, HttpProtocols.Http1, false)]
    [InlineData(PoolMode.Standard, HttpProtocols.Http2, true)]
    [InlineData(PoolMode.Checked, HttpProtocols.Http1, false)]
    [InlineData(PoolMode.Checked, HttpProtocols.Http1, true)]
    [InlineData(PoolMode.Checked, HttpProtocols.Http2, false)]
    [InlineData(PoolMode.Checked, HttpProtocols.Http2, true)]
    [InlineData(PoolMode.Guarded, HttpProtocols.Http1, false)]
    [InlineData(PoolMode.Guarded, HttpProtocols.Http2, true)]
    public async Task Messages_ComeBackByteForByte_AndLeaveNothing(PoolMode mode, HttpProtocols protocols, bool isEncrypted)
    {
        ServerPools pools = new(mode);
        await using RunningServer server = await RunningServer.StartAsync(pools.AddTo, protocols, isEncrypted);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TalkAsync(server, protocols, [1, 125, 126, 4_096, 65_536, 1_000_000], hangsUp: false)));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TalkAsync(server, protocols, [100_000], hangsUp: true)));
        Assert.NotEqual(0, server.Blocks.GetStatistics().Returned);
        await server.StopAsync();
        await pools.AssertAllCameBackAsync(server);
    }

    /// <param name="server">The echoing server.</param>
    /// <param name="protocols">Its protocols.</param>
    /// <param name="sizes">The sizes of the messages.</param>
    /// <param name="hangsUp">Whether the client disconnects in the middle of a message, without closing.</param>
    private static async Task TalkAsync(RunningServer server, HttpProtocols protocols, int[] sizes, bool hangsUp)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using SocketsHttpHandler handler = server.CreateHandler();
        using HttpMessageInvoker invoker = new(handler);
        using ClientWebSocket socket = new();
        socket.Options.HttpVersion = protocols == HttpProtocols.Http2 ? HttpVersion.Version20 : HttpVersion.Version11;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        string scheme = server.Address.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs;
        await socket.ConnectAsync(new UriBuilder(server.Address) { Scheme = scheme, Path = "/socket" }.Uri, invoker, cancellationToken);
        foreach (int size in sizes)
        {
            byte[] sent = RandomNumberGenerator.GetBytes(size);
            ValueTask sending = socket.SendAsync(sent.AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
            byte[] received = new byte[size];
            int count = 0;
            ValueWebSocketReceiveResult result;
            do
            {
                result = await socket.ReceiveAsync(received.AsMemory(count), cancellationToken);
                count += result.Count;
            }
            while (!result.EndOfMessage);
            await sending;
            Assert.True(sent.AsSpan().SequenceEqual(received), $"{size} bytes came back changed.");
        }

        if (hangsUp)
        {
            await socket.SendAsync(new byte[50_000].AsMemory(), WebSocketMessageType.Binary, endOfMessage: false, cancellationToken);
            socket.Abort();
        }
        else
        {
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
        }
    }
}
