using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Tidepool.Benchmarks.Processes;

namespace Tidepool.Benchmarks.Workloads;

/// <content>A server's flows of messages.</content>
internal sealed partial class Runs<TPeer, TLease>
{
    /// <summary>Runs the flows once, in a process that should be fresh.</summary>
    public async Task FlowsAsync(Session session, int flows, int[] sizes, bool listens)
    {
        const int WarmUpMessages = 50_000;
        int messages = (int)session.Amount;
        using ArrayPoolListener? listener = listens ? new ArrayPoolListener() : null;

        // What channels and tasks keep on the heap must be there before the pool is.
        await Runs<NewArrays, ArrayLease>.FlowAsync(default, flows, flows * 256, sizes, onRent: null);
        session.Begin();
        using TPeer peer = Create(sizes.Max());
        await FlowAsync(peer, flows, WarmUpMessages, sizes, onRent: null);

        long madeBefore = Made();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        await FlowAsync(peer, flows, messages, sizes, onRent: null);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        processor = Environment.CpuUsage.TotalTime - processor;

        int distinct = await CountDistinctAsync(peer, flows, sizes);
        long made = Made() - madeBefore;
        Session.Collect();
        session.Write(sample => sample with
        {
            ProcessorNanoseconds = processor.TotalNanoseconds / messages,
            ElapsedNanoseconds = elapsed.TotalNanoseconds / messages,
            Made = made,
            Distinct = distinct,
        });

        long Made() => peer.BuffersMade ?? listener?.Made ?? 0;
    }

    /// <summary>How many different buffers 1,000 consecutive rents touch, on any thread: the median.</summary>
    private static async Task<int> CountDistinctAsync(TPeer peer, int flows, int[] sizes)
    {
        const int Rents = 1_000;
        const int Thousands = 40;
        byte[][] rented = new byte[Rents * Thousands][];
        int last = -1;
        await FlowAsync(peer, flows, rented.Length, sizes, lease => rented[Interlocked.Increment(ref last)] = TPeer.ArrayOf(lease));
        return rented.Chunk(Rents).Select(static arrays => arrays.Distinct().Count()).Order().ElementAt(Thousands / 2);
    }

    /// <summary>Each flow rents messages on one thread of the thread pool, fills them, and passes them through a channel to another, which reads and
    /// returns them.</summary>
    /// <param name="peer">The pool.</param>
    /// <param name="flows">The number of flows.</param>
    /// <param name="messages">The number of messages, in all flows together.</param>
    /// <param name="sizes">The sizes of the messages.</param>
    /// <param name="onRent">Called with each lease; null while time is measured.</param>
    private static async Task FlowAsync(TPeer peer, int flows, int messages, int[] sizes, Action<TLease>? onRent)
    {
        const int ChannelCapacity = 4;

        // How many messages a writer passes on before it yields, and may continue on another thread.
        const int MessagesPerYield = 16;
        await Task.WhenAll(StartTasks(flows, WriteAsync));

        async Task WriteAsync(int seed)
        {
            Channel<Message> channel = Channel.CreateBounded<Message>(ChannelCapacity);
            Task reading = Task.Run(() => ReadAsync(channel.Reader));
            XorShift random = new(seed);
            for (int i = 0; i < messages / flows; i++)
            {
                int size = sizes[random.Below(sizes.Length)];
                TLease lease = peer.Rent(size);
                byte mark = (byte)(seed + i);
                TPeer.Bytes(lease, size).Fill(mark);
                onRent?.Invoke(lease);
                await channel.Writer.WriteAsync(new Message(lease, size, mark));
                if (i % MessagesPerYield == 0)
                {
                    await Task.Yield();
                }
            }

            channel.Writer.Complete();
            await reading;
        }

        async Task ReadAsync(ChannelReader<Message> reader)
        {
            await foreach (Message message in reader.ReadAllAsync())
            {
                Verify(TPeer.Bytes(message.Lease, message.Size), message.Mark);
                peer.Return(message.Lease);
            }
        }
    }

    /// <summary>Reads a whole message, as a reader that parses or sends it does.</summary>
    private static void Verify(Span<byte> bytes, byte mark)
    {
        ulong sum = 0;
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            sum += word;
        }

        ulong expected = mark * 0x0101_0101_0101_0101UL * (ulong)(bytes.Length / sizeof(ulong));
        if (sum != expected || bytes[^1] != mark)
        {
            throw new BenchmarkException($"{typeof(TPeer)}: a message of {bytes.Length:N0} B was overwritten on its way.");
        }
    }

    private readonly record struct Message(TLease Lease, int Size, byte Mark);
}
