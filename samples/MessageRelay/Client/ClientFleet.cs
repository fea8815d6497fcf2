using HdrHistogram;
using MessageRelay.Load;
using MessageRelay.Memory;

namespace MessageRelay.Client;

/// <summary>All clients of a round.</summary>
internal sealed class ClientFleet : IDisposable
{
    // Drained in well under a second when nothing is lost; long enough for a machine that is busy with other things.
    private static readonly TimeSpan s_drainTimeout = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _stopSending = new();
    private readonly CancellationTokenSource _stopReceiving;
    private readonly ArrayPoolMemory _memory = new();
    private readonly RelayClient[] _clients;
    private Task _receiving = Task.CompletedTask;
    private Task _sending = Task.CompletedTask;

    public ClientFleet(ClientSettings settings, Corpus corpus, CancellationToken cancellationToken)
    {
        _stopReceiving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        MessagePlan plan = new(MessageMix.Parse(settings.Mix), corpus.Length, settings.Clients, settings.Seed);
        _clients = [.. Enumerable.Range(1, settings.Clients).Select(id => new RelayClient(id, settings, plan, corpus, _memory))];
    }

    /// <summary>Ends, with the failure, when a client can't continue.</summary>
    public Task Failure => Task.WhenAny(_receiving, _sending).Unwrap();

    /// <summary>How many messages have arrived so far.</summary>
    public long Received => _clients.Sum(client => client.Arrivals.Received);

    /// <summary>Connects all clients. The server knows every one of them afterwards.</summary>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        foreach (RelayClient client in _clients)
        {
            await client.ConnectAsync(cancellationToken);
        }
    }

    /// <summary>Starts sending and receiving.</summary>
    public void Start()
    {
        _receiving = FirstToFail(_clients.Select(client => Task.Run(() => client.ReceiveUntilAsync(_clients, _stopReceiving.Token))));
        _sending = FirstToFail(_clients.Select(client => Task.Run(() => client.SendUntilAsync(_stopSending.Token))));
    }

    public void StartMeasuring() => Array.ForEach(_clients, client => client.Arrivals.StartMeasuring());

    public void StopMeasuring() => Array.ForEach(_clients, client => client.Arrivals.StopMeasuring());

    /// <summary>Stops sending, waits for the messages under way, and reports what the clients saw.</summary>
    public async Task<ClientSample> FinishAsync(CancellationToken cancellationToken)
    {
        await _stopSending.CancelAsync();
        await IgnoreCancellation(_sending);

        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_drainTimeout);
        try
        {
            await Task.WhenAny(_receiving, Task.WhenAll(_clients.Select(client => client.DrainAsync(patience.Token)))).Unwrap();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What hasn't arrived by now is lost, and the difference between the counts will show it.
        }

        await _stopReceiving.CancelAsync();
        await IgnoreCancellation(_receiving);

        LongHistogram latency = Latency.CreateHistogram();
        foreach (RelayClient client in _clients)
        {
            client.Arrivals.AddLatenciesTo(latency);
        }

        return new ClientSample(
            _clients.Sum(client => client.Sent),
            Received,
            _clients.Sum(client => client.Arrivals.Defective),
            _clients.Select(client => client.Arrivals.FirstDefect).FirstOrDefault(defect => defect is not null),
            latency.TotalCount,
            Latency.ReadPercentiles(latency));
    }

    public void Dispose()
    {
        Array.ForEach(_clients, client => client.Dispose());
        _stopSending.Dispose();
        _stopReceiving.Dispose();
        _memory.Dispose();
    }

    // Every task runs until cancelled, so the first to end in any other way is a failure, which must not wait for the others.
    private static async Task FirstToFail(IEnumerable<Task> tasks)
    {
        await foreach (Task task in Task.WhenEach(tasks))
        {
            await IgnoreCancellation(task);
        }
    }

    private static async Task IgnoreCancellation(Task task)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException)
        {
            // The loops end this way.
        }
    }
}
