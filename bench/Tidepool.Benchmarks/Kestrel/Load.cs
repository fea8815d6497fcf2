using System.Net;

namespace Tidepool.Benchmarks.Kestrel;

/// <summary>Connections that all send requests as fast as they are answered.</summary>
/// <param name="Name">The name in the report.</param>
/// <param name="Connections">How many at once.</param>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">What they request.</param>
/// <param name="BodyLength">Bytes they send.</param>
internal sealed record Load(string Name, int Connections, string Method, string Path, int BodyLength)
{
    private const int BurstConnections = 128;
    private const int BurstMilliseconds = 1_000;

    /// <summary>Gets the loads under which requests are counted.</summary>
    public static IReadOnlyList<Load> Steady { get; } =
    [
        new("GET, 13 bytes back", 64, "GET", BenchServer.HelloPath, 0),
        new("POST of 64 KiB, as many back", 32, "POST", BenchServer.EchoPath, 64 * 1024),
    ];

    /// <summary>Gets the burst: simultaneous uploads, each about as large as what Kestrel buffers of an upload that isn't being read.</summary>
    public static Load Burst { get; } = new(
        "burst",
        BurstConnections,
        "POST",
        $"{BenchServer.BurstPath}?count={BurstConnections}&milliseconds={BurstMilliseconds}",
        1024 * 1024);

    /// <summary>Lets each connection send one request, and then more while <paramref name="goesOn"/> returns true.</summary>
    /// <returns>Requests answered.</returns>
    public async Task<long> RunAsync(IPEndPoint server, Func<bool> goesOn)
    {
        long[] answered = await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            using RawClient client = new(Method, Path, BodyLength);
            await client.ConnectAsync(server);
            long count = 0;
            do
            {
                await client.AskAsync();
                count++;
            }
            while (goesOn());
            return count;
        }));
        return answered.Sum();
    }
}
