using System.Net;
using System.Net.Sockets;

namespace Tidepool.Benchmarks.Kestrel;

/// <summary>Connections that all send one HTTP/1.1 request again and again, as fast as it is answered.</summary>
/// <remarks>They cost as little as a client can, so that the server is what is measured.</remarks>
/// <param name="Name">The name in the report.</param>
/// <param name="Connections">How many at once.</param>
/// <param name="Request">The method and the path.</param>
/// <param name="BodyLength">Bytes they send.</param>
internal sealed record Load(string Name, int Connections, string Request, int BodyLength = 0)
{
    private const string LengthHeader = "Content-Length: ";

    private readonly byte[] _request =
    [
        .. Encoding.ASCII.GetBytes($"{Request} HTTP/1.1\r\nHost: 127.0.0.1\r\n{(BodyLength > 0 ? $"{LengthHeader}{BodyLength}\r\n" : string.Empty)}\r\n"),
        .. new byte[BodyLength],
    ];

    /// <summary>Gets the loads under which requests are counted.</summary>
    public static IReadOnlyList<Load> Steady { get; } =
    [
        new("GET, 13 bytes back", 64, "GET /hello"),
        new("POST of 64 KiB, as many back", 32, "POST /echo", 64 * 1024),
    ];

    /// <summary>Gets the burst: simultaneous uploads, each about as large as what Kestrel buffers of an upload that isn't being read.</summary>
    public static Load Burst { get; } = new("burst", 128, "POST /burst?count=128&milliseconds=1000", 1024 * 1024);

    /// <summary>Lets each connection send one request, and then more while <paramref name="goesOn"/> returns true.</summary>
    /// <returns>Requests answered.</returns>
    public async Task<long> RunAsync(IPEndPoint server, Func<bool> goesOn) =>
        (await Task.WhenAll(Many.Of(Connections, _ => RunConnectionAsync(server, goesOn)))).Sum();

    private async Task<long> RunConnectionAsync(IPEndPoint server, Func<bool> goesOn)
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server);
        byte[] received = new byte[64 * 1024];
        int responseLength = 0;
        long count = 0;
        do
        {
            for (int sent = 0; sent < _request.Length;)
            {
                sent += await socket.SendAsync(_request.AsMemory(sent), SocketFlags.None);
            }

            // After the first response's head, arriving bytes are only counted: all responses have the same length.
            for (int length = 0; responseLength == 0 || length < responseLength;)
            {
                int more = await socket.ReceiveAsync(received.AsMemory(responseLength == 0 ? length : 0), SocketFlags.None);
                length += more > 0 ? more : throw new IOException("The server closed the connection in the middle of a response.");
                responseLength = responseLength == 0 ? LengthOfResponse(received.AsSpan(0, length)) : responseLength;
            }

            count++;
        }
        while (goesOn());
        return count;
    }

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
