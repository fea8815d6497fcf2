using System.Net;
using System.Net.Sockets;
using MessageRelay.Wire;
using Xunit;

namespace MessageRelay.Tests;

/// <summary>A client that does exactly what a test says, right or wrong.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public async Task ConnectAsync(int port) =>
        await _socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), TestContext.Current.CancellationToken);

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None, TestContext.Current.CancellationToken)..];
        }
    }

    /// <summary>Receives one whole frame.</summary>
    public async Task<byte[]> ReceiveAsync()
    {
        byte[] prefix = new byte[Frame.PrefixSize];
        await FillAsync(prefix);
        byte[] frame = new byte[Frame.ReadSize(prefix, int.MaxValue - Frame.HeaderSize)];
        prefix.CopyTo(frame, 0);
        await FillAsync(frame.AsMemory(Frame.PrefixSize));
        return frame;
    }

    /// <summary>Receives what still arrives until the server closes the connection.</summary>
    public async Task ReceiveUntilClosedAsync()
    {
        byte[] ignored = new byte[64 * 1024];
        try
        {
            while (await _socket.ReceiveAsync(ignored, SocketFlags.None, TestContext.Current.CancellationToken) > 0)
            {
                // The bytes don't matter.
            }
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Closed as well: the server had bytes of ours that it didn't want to read.
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task FillAsync(Memory<byte> target)
    {
        while (!target.IsEmpty)
        {
            int count = await _socket.ReceiveAsync(target, SocketFlags.None, TestContext.Current.CancellationToken);
            Assert.NotEqual(0, count);
            target = target[count..];
        }
    }
}
