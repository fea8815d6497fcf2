using System.Net;

namespace Tidepool.Benchmarks.Kestrel;

/// <summary>Connections that all ask as fast as they are answered.</summary>
/// <param name="Name">In the report.</param>
/// <param name="Connections">How many at once.</param>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">What they ask for.</param>
/// <param name="BodyLength">Bytes they send.</param>
internal sealed record Load(string Name, int Connections, string Method, string Path, int BodyLength)
{
    private const int UploadLength = 64 * 1024;

    public static IReadOnlyList<Load> All { get; } =
    [
        new("GET, 13 bytes back", 64, "GET", BenchServer.HelloPath, 0),
        new("POST of 64 KiB, as many back", 32, "POST", BenchServer.EchoPath, UploadLength),
    ];

    /// <summary>Asks for so long.</summary>
    /// <returns>Requests answered.</returns>
    public async Task<long> RunAsync(IPEndPoint server, TimeSpan duration, TimeProvider time)
    {
        RawClient[] clients = [.. Enumerable.Range(0, Connections).Select(_ => new RawClient(Method, Path, BodyLength))];
        try
        {
            long begin = time.GetTimestamp();
            long[] answered = await Task.WhenAll(clients.Select(client => AskAsync(client, server, () => time.GetElapsedTime(begin) < duration)));
            return answered.Sum();
        }
        finally
        {
            Array.ForEach(clients, static client => client.Dispose());
        }
    }

    private static async Task<long> AskAsync(RawClient client, IPEndPoint server, Func<bool> goesOn)
    {
        await client.ConnectAsync(server);
        long answered = 0;
        while (goesOn())
        {
            await client.AskAsync();
            answered++;
        }

        return answered;
    }
}
