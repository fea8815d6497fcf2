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
    public static IReadOnlyList<Load> All { get; } =
    [
        new("GET, 13 bytes back", 64, "GET", BenchServer.HelloPath, 0),
        new("POST of 64 KiB, as many back", 32, "POST", BenchServer.EchoPath, 64 * 1024),
    ];

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

/// <summary>Loads in turn two servers that differ only in their blocks, then sends both a burst and watches their memory.</summary>
internal sealed class KestrelMeasurement(int rounds, TimeSpan turn, TimeProvider time)
{
    private const int BurstConnections = 128;
    private const int BurstMilliseconds = 1_000;

    /// <summary>Seconds after the burst.</summary>
    private static readonly int[] s_schedule = [0, 5, 10, 20, 30, 45];

    /// <summary>Gets the burst: simultaneous uploads, each about as large as what Kestrel buffers of an upload that isn't being read.</summary>
    public static Load Burst { get; } = new(
        "burst",
        BurstConnections,
        "POST",
        $"{BenchServer.BurstPath}?count={BurstConnections}&milliseconds={BurstMilliseconds}",
        1024 * 1024);

    public async Task<KestrelResult> MeasureAsync(Action<string> begin)
    {
        using ServerProcess own = await ServerProcess.StartAsync(BlockSource.Kestrel);
        using ServerProcess tidepool = await ServerProcess.StartAsync(BlockSource.Tidepool);
        ServerProcess[] servers = [own, tidepool];
        List<LoadResult> loads = [];
        foreach (Load load in Load.All)
        {
            begin(load.Name);
            loads.Add(await MeasureAsync(load, servers));
        }

        begin(Burst.Name);
        return new KestrelResult(rounds, turn, loads, await Task.WhenAll(servers.Select(WatchBurstAsync)));
    }

    private async Task<LoadResult> MeasureAsync(Load load, ServerProcess[] servers)
    {
        Dictionary<BlockSource, List<TurnResult>> turns = servers.ToDictionary(static server => server.Source, static _ => new List<TurnResult>());

        // One extra round, to warm up.
        for (int round = -1; round < rounds; round++)
        {
            // Each server goes first as often as the other.
            foreach (ServerProcess server in round % 2 == 0 ? servers : servers.Reverse())
            {
                TurnResult result = await MeasureTurnAsync(load, server);
                if (round >= 0)
                {
                    turns[server.Source].Add(result);
                }
            }
        }

        return new LoadResult(load, turns[BlockSource.Kestrel], turns[BlockSource.Tidepool]);
    }

    private async Task<TurnResult> MeasureTurnAsync(Load load, ServerProcess server)
    {
        ServerState before = await server.GetStateAsync();
        long begin = time.GetTimestamp();
        long requests = await load.RunAsync(server.EndPoint, () => time.GetElapsedTime(begin) < turn);
        TimeSpan elapsed = time.GetElapsedTime(begin);
        ServerState after = await server.GetStateAsync();
        return new TurnResult(
            requests / elapsed.TotalSeconds,
            (after.ProcessorSeconds - before.ProcessorSeconds) / requests,
            (double)(after.AllocatedBytes - before.AllocatedBytes) / requests);
    }

    private async Task<BurstResult> WatchBurstAsync(ServerProcess server)
    {
        ServerState before = await server.GetStateAsync(collects: true);
        await Burst.RunAsync(server.EndPoint, static () => false);
        long end = time.GetTimestamp();
        List<HeldResult> held = [];
        foreach (int second in s_schedule)
        {
            TimeSpan rest = TimeSpan.FromSeconds(second) - time.GetElapsedTime(end);
            await Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, time);
            ServerState state = await server.GetStateAsync(collects: true);
            held.Add(new HeldResult(second, state.PoolBytes, state.HeapBytes - before.HeapBytes));
        }

        return new BurstResult(server.Source, held);
    }
}

/// <summary>What was measured.</summary>
internal sealed record KestrelResult(int Rounds, TimeSpan Turn, IReadOnlyList<LoadResult> Loads, IReadOnlyList<BurstResult> Bursts);

/// <summary>A load's turns, on Kestrel's own pool and on Tidepool.</summary>
internal sealed record LoadResult(Load Load, IReadOnlyList<TurnResult> Own, IReadOnlyList<TurnResult> Tidepool);

/// <summary>One turn: requests per second, and the server's costs per request.</summary>
internal sealed record TurnResult(double RequestsPerSecond, double ProcessorSeconds, double AllocatedBytes);

/// <summary>A server's memory after the burst.</summary>
internal sealed record BurstResult(BlockSource Source, IReadOnlyList<HeldResult> Held);

/// <summary>A number of seconds after the burst: the pool's bytes, and how much larger the heap is than before the burst.</summary>
internal sealed record HeldResult(int Second, long PoolBytes, long HeapBytes);
