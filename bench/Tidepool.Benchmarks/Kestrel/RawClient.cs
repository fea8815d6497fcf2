using System.Net;
using System.Net.Sockets;

namespace Tidepool.Benchmarks.Kestrel;

/// <summary>One connection that sends the same HTTP/1.1 request again and again. It costs as little as a client can,
/// so that the server is what is measured.</summary>
internal sealed class RawClient : IDisposable
{
    private const string LengthHeader = "Content-Length: ";

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _request;
    private readonly byte[] _received = new byte[64 * 1024];

    /// <summary>Bytes of a response, head and body: the same for each; 0 until the first is known.</summary>
    private int _responseLength;

    /// <param name="method">GET or POST.</param>
    /// <param name="path">What is requested.</param>
    /// <param name="bodyLength">Bytes of the body; 0 for none.</param>
    public RawClient(string method, string path, int bodyLength)
    {
        string length = bodyLength > 0 ? $"{LengthHeader}{bodyLength}\r\n" : string.Empty;
        _request = [.. Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{length}\r\n"), .. new byte[bodyLength]];
    }

    public ValueTask ConnectAsync(IPEndPoint server) => _socket.ConnectAsync(server, CancellationToken.None);

    /// <summary>One request and its response.</summary>
    public async Task AskAsync()
    {
        for (int sent = 0; sent < _request.Length;)
        {
            sent += await _socket.SendAsync(_request.AsMemory(sent), SocketFlags.None);
        }

        int received = 0;
        while (_responseLength == 0 || received < _responseLength)
        {
            // After the first response's head, arriving bytes are only counted.
            int offset = _responseLength == 0 ? received : 0;
            int count = await _socket.ReceiveAsync(_received.AsMemory(offset), SocketFlags.None);
            received += count > 0 ? count : throw new IOException("The server closed the connection in the middle of a response.");
            if (_responseLength == 0)
            {
                _responseLength = LengthOfResponse(_received.AsSpan(0, received));
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>The response's length, from its head, which must be a 200 with the body's length; 0 while the head isn't complete.</summary>
    private static int LengthOfResponse(ReadOnlySpan<byte> begin)
    {
        int end = begin.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return 0;
        }

        string head = Encoding.ASCII.GetString(begin[..end]);
        string? header = head.Split("\r\n").FirstOrDefault(static line => line.StartsWith(LengthHeader, StringComparison.OrdinalIgnoreCase));
        return head.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal) && header is not null
            ? end + 4 + int.Parse(header[LengthHeader.Length..], CultureInfo.InvariantCulture)
            : throw new IOException($"The server answered: {head}");
    }
}
