using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MessageRelay.Client;
using MessageRelay.Memory;
using MessageRelay.Reports;

namespace MessageRelay.Run;

/// <summary>Runs one round: a process for the server, a process for the clients, warm-up, measured time, and an orderly end.</summary>
internal sealed class RoundRunner(RelaySettings settings, Action<RoundProgress> onProgress, Action<string> log)
{
    /// <summary>The files that the last round's messages were made of.</summary>
    public CorpusInfo? Corpus { get; private set; }

    public async Task<RoundResult> RunAsync(MemoryKind kind, int round, CancellationToken cancellationToken)
    {
        ServerSettings serverSettings = new(kind, settings.MaxMessage);
        await using ChildProcess server = new(
            Verbs.ServerRole, JsonSerializer.Serialize(serverSettings, RelayJson.Default.ServerSettings), _ => { }, line => log($"server: {line}"));
        int port = int.Parse(await server.ExpectAsync(Verbs.Ready, cancellationToken), CultureInfo.InvariantCulture);

        ClientSettings clientSettings = new(port, settings.Connections, settings.Window, settings.Mix, settings.MaxMessage, settings.Seed);
        Pace pace = new(settings, kind, round, onProgress);
        await using ChildProcess clients = new(
            Verbs.ClientsRole, JsonSerializer.Serialize(clientSettings, RelayJson.Default.ClientSettings), pace.Note, line => log($"clients: {line}"));
        Corpus = JsonSerializer.Deserialize(await clients.ExpectAsync(Verbs.Ready, cancellationToken), RelayJson.Default.CorpusInfo);

        pace.Start();
        clients.Tell(Verbs.Go);
        await PassAsync(settings.WarmUp);
        clients.Tell(Verbs.Mark);
        server.Tell(Verbs.Mark);
        await server.ExpectAsync(Verbs.Mark, cancellationToken);

        await PassAsync(settings.Duration);
        server.Tell(Verbs.Measure);
        clients.Tell(Verbs.Measure);
        string measured = await server.ExpectAsync(Verbs.Measure, cancellationToken);

        clients.Tell(Verbs.Finish);
        string seen = await clients.ExpectAsync(Verbs.Finish, cancellationToken);
        server.Tell(Verbs.Finish);
        string ending = await server.ExpectAsync(Verbs.Finish, cancellationToken);

        return new RoundResult(
            kind,
            round,
            JsonSerializer.Deserialize(measured, RelayJson.Default.ServerSample)!,
            JsonSerializer.Deserialize(seen, RelayJson.Default.ClientSample)!,
            JsonSerializer.Deserialize(ending, RelayJson.Default.ServerEnding)!,
            pace.Points);

        async Task PassAsync(TimeSpan time) =>
            await await Task.WhenAny(Task.Delay(time, cancellationToken), server.Failure, clients.Failure);
    }

    /// <summary>Turns the clients' running count into speeds.</summary>
    private sealed class Pace(RelaySettings settings, MemoryKind kind, int round, Action<RoundProgress> onProgress)
    {
        private readonly List<ThroughputPoint> _points = [];
        private long _started;
        private double _lastSeconds;
        private long _lastCount;

        public IReadOnlyList<ThroughputPoint> Points => _points;

        public void Start() => Volatile.Write(ref _started, Stopwatch.GetTimestamp());

        public void Note(long count)
        {
            long started = Volatile.Read(ref _started);
            if (started == 0)
            {
                return;
            }

            double total = (settings.WarmUp + settings.Duration).TotalSeconds;
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            if (seconds > total || seconds <= _lastSeconds)
            {
                return;
            }

            double speed = (count - _lastCount) / (seconds - _lastSeconds);
            _points.Add(new ThroughputPoint(seconds, speed));
            (_lastSeconds, _lastCount) = (seconds, count);
            onProgress(new RoundProgress(kind, round, seconds / total, speed, null));
        }
    }
}
