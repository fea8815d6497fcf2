using System.Net;
using System.Net.Sockets;
using MessageRelay.Memory;

namespace MessageRelay.Server;

/// <summary>
/// Passes messages between its clients: listens on the loopback address, serves each connection, and disconnects those that misbehave.
/// </summary>
internal sealed class RelayServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Action<string> _log;

    // Ends when something happens that no client can cause: a defect, which must not go unnoticed.
    private readonly TaskCompletionSource _defect = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guards the two fields below.
    private readonly Lock _gate = new();
    private readonly Dictionary<RelayConnection, Task> _connections = [];
    private RelayCounters _countersOfClosed;

    /// <summary>Starts listening on a port that the system chooses.</summary>
    /// <param name="memory">Lends the messages' buffers; stays the caller's.</param>
    /// <param name="options">What to tolerate.</param>
    /// <param name="time">Measures stalls.</param>
    /// <param name="log">Takes one line for each connection closed for a reason; called by any thread.</param>
    public RelayServer(MessageMemory memory, RelayOptions options, TimeProvider time, Action<string> log)
    {
        Memory = memory;
        Options = options;
        Time = time;
        _log = log;
        Clients = new ClientDirectory(options.MaxClients);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    public MessageMemory Memory { get; }

    public RelayOptions Options { get; }

    public TimeProvider Time { get; }

    public ClientDirectory Clients { get; }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>How many connections are being served, including those about to end.</summary>
    public int ConnectionCount
    {
        get
        {
            lock (_gate)
            {
                return _connections.Count;
            }
        }
    }

    public RelayCounters Counters
    {
        get
        {
            lock (_gate)
            {
                return _connections.Keys.Aggregate(_countersOfClosed, (sum, connection) => sum + connection.Counters);
            }
        }
    }

    public void Log(string line) => _log(line);

    /// <summary>Serves until cancelled, then closes every connection and waits until all buffers have been returned.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task accepting = AcceptAsync(stopping.Token);
        Task watching = WatchForStallsAsync(stopping.Token);
        try
        {
            // All of them run until cancelled; one that ends earlier has failed, and the server with it.
            await await Task.WhenAny(accepting, watching, _defect.Task);
        }
        finally
        {
            await stopping.CancelAsync();
            _listener.Dispose();

            // A failure that matters is already on its way to the caller.
            await Task.WhenAll(accepting, watching).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await CloseAllAsync();
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Socket socket = await _listener.AcceptAsync(cancellationToken);
            socket.NoDelay = true;
            RelayConnection connection = new(socket, this);
            lock (_gate)
            {
                _connections.Add(connection, Task.Run(() => ServeAsync(connection), CancellationToken.None));
            }
        }
    }

    private async Task ServeAsync(RelayConnection connection)
    {
        try
        {
            await connection.RunAsync();
        }
#pragma warning disable CA1031 // Whatever it is, it ends the server loudly through the task that RunAsync waits for.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _defect.TrySetException(exception);
        }

        lock (_gate)
        {
            _connections.Remove(connection);
            _countersOfClosed += connection.Counters;
        }
    }

    private async Task WatchForStallsAsync(CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(Options.StallTimeout / 4, Time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            foreach (RelayConnection connection in ListConnections())
            {
                connection.CloseIfStalled();
            }
        }
    }

    private async Task CloseAllAsync()
    {
        Task[] serving;
        lock (_gate)
        {
            serving = [.. _connections.Values];
        }

        foreach (RelayConnection connection in ListConnections())
        {
            connection.Close(reason: null);
        }

        await Task.WhenAll(serving);
    }

    private RelayConnection[] ListConnections()
    {
        lock (_gate)
        {
            return [.. _connections.Keys];
        }
    }
}
