using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MessageRelay.Memory;
using MessageRelay.Wire;

namespace MessageRelay.Server;

/// <summary>
/// One client's connection: a loop that receives its messages and hands each to its recipient's outbox, and a loop that empties its own outbox.
/// </summary>
/// <remarks>
/// <para>A message's buffer has one owner at a time: the receive loop until the message is in an outbox, then the outbox, then the send loop,
/// which returns it. An owner that can't pass the message on returns its buffer and counts it as undeliverable.</para>
/// <para>Only the buffer is allocated per message. That is why no cancellation token is passed to the hot calls, where it would make channels
/// allocate new waiters: <see cref="Close"/> ends both loops by completing the outbox and disposing the socket.</para>
/// </remarks>
internal sealed class RelayConnection(Socket socket, RelayServer server)
{
    private readonly Channel<MessageBuffer> _outbox = Channel.CreateBounded<MessageBuffer>(
        new BoundedChannelOptions(server.Options.OutboxCapacity) { SingleReader = true });

    private readonly string _remote = $"{socket.RemoteEndPoint}";

    private Task _sending = Task.CompletedTask;
    private int _id;
    private int _closed;

    // Timestamps: since when the peer has left a message half sent or half received; 0 while it hasn't.
    private long _receivingSince;
    private long _sendingSince;

    // Counters, each with one writing loop: the first two the receive loop, the others the send loop.
    private long _received;
    private long _refused;
    private long _delivered;
    private long _deliveredBytes;
    private long _dropped;

    public bool IsClosed => Volatile.Read(ref _closed) != 0;

    public RelayCounters Counters => new(
        Volatile.Read(ref _received),
        Volatile.Read(ref _delivered),
        Volatile.Read(ref _deliveredBytes),
        Volatile.Read(ref _refused) + Volatile.Read(ref _dropped));

    /// <summary>Serves the client until it leaves or is disconnected. Ends when every buffer of the connection has been returned.</summary>
    public async Task RunAsync()
    {
        try
        {
            await ReceiveLoopAsync();
            Close(reason: null);
        }
        catch (FrameException exception)
        {
            Close(exception.Message);
        }
        catch (SocketException exception)
        {
            Close(exception.Message);
        }
        catch (ObjectDisposedException) when (IsClosed)
        {
            // Other code closed the connection, and logged why.
        }
        finally
        {
            Close(reason: null);
            await _sending;
        }
    }

    /// <summary>Ends both loops. Only the first call counts; its reason is logged, unless the client simply left.</summary>
    public void Close(string? reason)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        if (reason is not null)
        {
            server.Log(_id == 0 ? $"connection {_remote} closed: {reason}" : $"client {_id} ({_remote}) closed: {reason}");
        }

        _outbox.Writer.TryComplete();
        socket.Dispose();
    }

    /// <summary>Disconnects a client that has left a message half sent or half received for too long.</summary>
    public void CloseIfStalled()
    {
        long receivingSince = Volatile.Read(ref _receivingSince);
        long sendingSince = Volatile.Read(ref _sendingSince);
        TimeSpan limit = server.Options.StallTimeout;
        if (sendingSince != 0 && server.Time.GetElapsedTime(sendingSince) >= limit)
        {
            Close($"the client has taken nothing for {limit.TotalSeconds:0.#} s");
        }
        else if (receivingSince != 0 && server.Time.GetElapsedTime(receivingSince) >= limit)
        {
            Close($"the client has left a message unfinished for {limit.TotalSeconds:0.#} s");
        }
    }

    private async Task ReceiveLoopAsync()
    {
        using FrameAssembler assembler = new(server.Memory, server.Options.MaxPayload);
        while (true)
        {
            while (assembler.TryTake(out MessageBuffer message))
            {
                RelayConnection? recipient = Accept(message);
                if (recipient is null)
                {
                    continue;
                }

                while (!recipient._outbox.Writer.TryWrite(message))
                {
                    if (!await recipient._outbox.Writer.WaitToWriteAsync())
                    {
                        message.Return();
                        _refused++;
                        break;
                    }
                }
            }

            Volatile.Write(ref _receivingSince, _id == 0 || assembler.IsMidFrame ? server.Time.GetTimestamp() : 0);
            int count = await socket.ReceiveAsync(assembler.ReceiveTarget, SocketFlags.None);
            Volatile.Write(ref _receivingSince, 0);
            if (count == 0)
            {
                if (assembler.IsMidFrame)
                {
                    throw new FrameException(
                        $"the client vanished in the middle of a message, after {assembler.BytesOfUnfinishedFrame} bytes of it");
                }

                return;
            }

            assembler.Received(count);
        }
    }

    /// <summary>Verifies a message and finds its recipient; <see langword="null"/> for the introduction, which is handled here.</summary>
    private RelayConnection? Accept(MessageBuffer message)
    {
        try
        {
            FrameHeader header = Frame.Open(message.Memory.Span);
            if (_id == 0)
            {
                Introduce(header, message);
                return null;
            }

            if (header.Sender != _id)
            {
                throw new FrameException($"the message says it is from client {header.Sender}");
            }

            RelayConnection recipient = server.Clients.Find(header.Recipient);
            _received++;
            return recipient;
        }
        catch (FrameException)
        {
            message.Return();
            throw;
        }
    }

    private void Introduce(FrameHeader header, MessageBuffer welcome)
    {
        if (header.Recipient != Frame.ServerId)
        {
            throw new FrameException("the client sent a message before introducing itself");
        }

        server.Clients.Register(header.Sender, this);
        _id = header.Sender;
        Frame.Seal(welcome.Memory.Span, header with { Recipient = header.Sender, Sender = Frame.ServerId });
        _sending = SendLoopAsync(welcome);
    }

    private async Task SendLoopAsync(MessageBuffer welcome)
    {
        await TrySendAsync(welcome);
        while (await _outbox.Reader.WaitToReadAsync())
        {
            while (_outbox.Reader.TryRead(out MessageBuffer message))
            {
                int length = message.Length;
                if (await TrySendAsync(message))
                {
                    _delivered++;
                    _deliveredBytes += length;
                }
                else
                {
                    _dropped++;
                }
            }
        }
    }

    /// <summary>Sends a message unless the connection is closed, and returns its buffer in any case.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> TrySendAsync(MessageBuffer message)
    {
        try
        {
            if (IsClosed)
            {
                return false;
            }

            Volatile.Write(ref _sendingSince, server.Time.GetTimestamp());
            for (Memory<byte> rest = message.Memory; !rest.IsEmpty;)
            {
                rest = rest[await socket.SendAsync(rest, SocketFlags.None)..];
            }

            Volatile.Write(ref _sendingSince, 0);
            return true;
        }
        catch (SocketException exception)
        {
            Close(exception.Message);
            return false;
        }
        catch (ObjectDisposedException) when (IsClosed)
        {
            // Other code closed the connection, and logged why.
            return false;
        }
        finally
        {
            message.Return();
        }
    }
}
