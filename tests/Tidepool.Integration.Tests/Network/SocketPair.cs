using System.Net;
using System.Net.Sockets;

namespace Tidepool.Integration.Tests.Network;

/// <summary>Two connected sockets on this machine.</summary>
internal sealed record SocketPair(Socket Client, Socket Server) : IDisposable
{
    internal static async Task<SocketPair> ConnectAsync()
    {
        using Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
#pragma warning disable CA2000 // The pair disposes it.
        Socket client = new(SocketType.Stream, ProtocolType.Tcp);
#pragma warning restore CA2000
        Task<Socket> accepting = listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask();
        await client.ConnectAsync(listener.LocalEndPoint!, TestContext.Current.CancellationToken);
        return new SocketPair(client, await accepting);
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}
