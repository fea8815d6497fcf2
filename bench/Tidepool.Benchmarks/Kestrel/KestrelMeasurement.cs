using Tidepool.Benchmarks.Measurement;

namespace Tidepool.Benchmarks.Kestrel;

/// <summary>Loads two servers in turn that differ in their blocks only, then both with a burst, after which their memory is watched.</summary>
internal sealed class KestrelMeasurement(int rounds, TimeSpan turn, TimeProvider time)
{
    /// <summary>Uploads that are under way at once in the burst, and bytes of each: about what Kestrel buffers of one that nobody reads.</summary>
    public const int BurstConnections = 128;
    public const int BurstLength = 1024 * 1024;

    private const int BurstMilliseconds = 1_000;

    /// <summary>Seconds after the burst.</summary>
    private static readonly int[] s_schedule = [0, 5, 10, 20, 30, 45];

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

        begin("burst");
        return new KestrelResult(rounds, turn, loads, await Task.WhenAll(servers.Select(WatchBurstAsync)));
    }

    private async Task<LoadResult> MeasureAsync(Load load, ServerProcess[] servers)
    {
        Dictionary<BlockSource, List<TurnResult>> turns = servers.ToDictionary(static server => server.Source, static _ => new List<TurnResult>());
        foreach (ServerProcess server in servers)
        {
            await load.RunAsync(server.EndPoint, turn, time);
        }

        for (int round = 0; round < rounds; round++)
        {
            // Each begins as often as the other.
            foreach (ServerProcess server in round % 2 == 0 ? servers : servers.Reverse())
            {
                turns[server.Source].Add(await MeasureTurnAsync(load, server));
            }
        }

        return new LoadResult(load, turns.ToDictionary(static pair => pair.Key, static pair => (IReadOnlyList<TurnResult>)pair.Value));
    }

    private async Task<TurnResult> MeasureTurnAsync(Load load, ServerProcess server)
    {
        ServerState before = await server.GetStateAsync();
        long begin = time.GetTimestamp();
        long requests = await load.RunAsync(server.EndPoint, turn, time);
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
        string path = $"{BenchServer.BurstPath}?count={BurstConnections}&milliseconds={BurstMilliseconds}";
        RawClient[] clients = [.. Enumerable.Range(0, BurstConnections).Select(_ => new RawClient("POST", path, BurstLength))];
        await Task.WhenAll(clients.Select(async client =>
        {
            using (client)
            {
                await client.ConnectAsync(server.EndPoint);
                await client.AskAsync();
            }
        }));

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

/// <summary>A load's turns, by where the server's blocks come from.</summary>
internal sealed record LoadResult(Load Load, IReadOnlyDictionary<BlockSource, IReadOnlyList<TurnResult>> Turns)
{
    public Distribution Of(BlockSource source, Func<TurnResult, double> figure) => Distribution.Of(Turns[source].Select(figure));

    /// <summary>Tidepool's figure over that of Kestrel's own pool, in each round.</summary>
    public Distribution Ratio(Func<TurnResult, double> figure) =>
        Distribution.Of(Turns[BlockSource.Tidepool].Zip(Turns[BlockSource.Kestrel], (ours, theirs) => figure(ours) / figure(theirs)));
}

/// <summary>One turn: per second, and per request of the server.</summary>
internal sealed record TurnResult(double RequestsPerSecond, double ProcessorSeconds, double AllocatedBytes);

/// <summary>A server's memory after the burst.</summary>
internal sealed record BurstResult(BlockSource Source, IReadOnlyList<HeldResult> Held);

/// <summary>So many seconds after the burst: the pool's bytes, and by how much the heap is larger than before it.</summary>
internal sealed record HeldResult(int Second, long PoolBytes, long HeapBytes);
