using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MessageRelay.Load;
using MessageRelay.Memory;
using MessageRelay.Wire;

namespace MessageRelay.Client;

/// <summary>One client: sends the messages of the plan, and checks every message it gets against the plan and the corpus, byte for byte.</summary>
/// <remarks>
/// It keeps at most a fixed number of its messages under way: the recipients, which live in the same process, notify it of each one that arrived.
/// So the load is closed-loop: a server that pauses is offered less, and its latency looks better than under a fixed rate.
/// </remarks>
internal sealed class RelayClient(int id, ClientSettings settings, MessagePlan plan, Corpus corpus, MessageMemory memory) : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly SemaphoreSlim _window = new(settings.Window);
    private readonly byte[] _frame = new byte[Frame.HeaderSize + settings.MaxPayload];
    private readonly FrameAssembler _assembler = new(memory, settings.MaxPayload);

    // By sender: the last sequence number that came from it. A relay keeps the order between any two clients.
    private readonly long[] _lastSequence = NothingYet(settings.Clients + 1);

    private long _sent;

    public int Id => id;

    /// <summary>How many messages this client has handed to its socket.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>What arrived at this client.</summary>
    public Arrivals Arrivals { get; } = new();

    /// <summary>Connects, introduces itself and waits for the server's answer.</summary>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await _socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, settings.Port), cancellationToken);
        await SendAsync(new FrameHeader(Frame.ServerId, id, 0, 0), Frame.HeaderSize, cancellationToken);

        MessageBuffer welcome;
        while (!_assembler.TryTake(out welcome))
        {
            await ReceiveAsync(cancellationToken);
        }

        FrameHeader header = Frame.Open(welcome.Memory.Span);
        welcome.Return();
        if (header.Sender != Frame.ServerId || header.Recipient != id)
        {
            throw new FrameException($"The server welcomed client {id} with {header}.");
        }
    }

    /// <summary>Sends the plan's messages, one after the other, until cancelled. A message that was begun is sent to its end.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task SendUntilAsync(CancellationToken cancellationToken)
    {
        for (long sequence = 0; ; sequence++)
        {
            await _window.WaitAsync(cancellationToken);
            PlannedMessage message = plan[id, sequence];
            corpus.Slice(message.Offset, message.Size).CopyTo(_frame.AsSpan(Frame.HeaderSize));
            FrameHeader header = new(message.Recipient, id, sequence, Stopwatch.GetTimestamp());
            await SendAsync(header, Frame.HeaderSize + message.Size, CancellationToken.None);
            Volatile.Write(ref _sent, sequence + 1);
        }
    }

    /// <summary>Waits until every message of this client has arrived.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        for (int i = 0; i < settings.Window; i++)
        {
            await _window.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Receives and checks messages until cancelled.</summary>
    public async Task ReceiveUntilAsync(IReadOnlyList<RelayClient> clients, CancellationToken cancellationToken)
    {
        while (true)
        {
            while (_assembler.TryTake(out MessageBuffer buffer))
            {
                long now = Stopwatch.GetTimestamp();
                FrameHeader header = Check(buffer.Memory.Span, out string? defect);
                buffer.Return();
                Arrivals.Add(header.SentAt, now, defect);
                if (defect is null)
                {
                    clients[header.Sender - 1]._window.Release();
                }
            }

            await ReceiveAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _assembler.Dispose();
        _window.Dispose();
    }

    /// <summary>Compares a message with what its sender must have sent; says what is wrong with it, if anything.</summary>
    internal FrameHeader Check(ReadOnlySpan<byte> frame, out string? defect)
    {
        FrameHeader header = default;
        try
        {
            header = Frame.Open(frame);
        }
        catch (FrameException exception)
        {
            defect = exception.Message;
            return header;
        }

        if (header.Recipient != id || header.Sender < 1 || header.Sender > settings.Clients || header.Sender == id || header.Sequence < 0)
        {
            defect = $"client {id} got a message that isn't its own: {header}";
            return header;
        }

        PlannedMessage planned = plan[header.Sender, header.Sequence];
        ReadOnlySpan<byte> payload = frame[Frame.HeaderSize..];
        defect =
            planned.Recipient != id ? $"client {id} got a message meant for {planned.Recipient}: {header}"
            : header.Sequence <= _lastSequence[header.Sender] ? $"client {id} got a message twice or out of order: {header}"
            : !payload.SequenceEqual(corpus.Slice(planned.Offset, planned.Size)) ? $"client {id} got a changed message: {header}"
            : null;
        _lastSequence[header.Sender] = Math.Max(_lastSequence[header.Sender], header.Sequence);
        return header;
    }

    private async Task SendAsync(FrameHeader header, int size, CancellationToken cancellationToken)
    {
        Frame.Seal(_frame.AsSpan(0, size), header);
        for (Memory<byte> rest = _frame.AsMemory(0, size); !rest.IsEmpty;)
        {
            rest = rest[await _socket.SendAsync(rest, SocketFlags.None, cancellationToken)..];
        }
    }

    private async ValueTask ReceiveAsync(CancellationToken cancellationToken)
    {
        int count = await _socket.ReceiveAsync(_assembler.ReceiveTarget, SocketFlags.None, cancellationToken);
        if (count == 0)
        {
            throw new FrameException($"The server closed the connection of client {id}.");
        }

        _assembler.Received(count);
    }

    private static long[] NothingYet(int senders)
    {
        long[] sequences = new long[senders];
        Array.Fill(sequences, -1);
        return sequences;
    }
}
