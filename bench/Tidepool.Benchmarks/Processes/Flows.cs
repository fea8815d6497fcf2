using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Tidepool.Benchmarks.Processes;

/// <summary>A server's flows of messages, run once, in a process that should be fresh.</summary>
/// <param name="Name">The short name.</param>
/// <param name="Listens">True to count the arrays that <c>ArrayPool&lt;byte&gt;.Shared</c> makes; the time is then worth nothing.</param>
internal sealed record Flows(string Name, bool Listens) : ProcessRow(
    Name,
    "8 flows of messages of 128 B to 64 KiB (log-uniform): each rented on one thread of the thread pool, passed through a bounded channel, "
        + "returned on another",
    64 * 1_024)
{
    private const int Count = 8;

    private static readonly int[] s_sizes = SizeSequence.LogUniform(128, 64 * 1_024);

    public override Action<Session> Bind<TPeer, TLease>(Func<int, TPeer> create) =>
        session => MeasureAsync<TPeer, TLease>(session, create).GetAwaiter().GetResult();

    private async Task MeasureAsync<TPeer, TLease>(Session session, Func<int, TPeer> create)
        where TPeer : struct, IPeer<TLease>
        where TLease : struct
    {
        const int WarmUpMessages = 50_000;
        int messages = (int)session.Amount;
        using CountingListener? shared = Listens
            ? new CountingListener("System.Buffers.ArrayPoolEventSource", EventLevel.Informational, "BufferAllocated") : null;

        // What channels and tasks keep on the heap must be there before the pool is.
        await new Flow<NewArrays, ArrayLease>(default, onRent: null).RunAsync(Count * 256);
        session.Begin();
        using TPeer peer = create(LargestSize);
        Flow<TPeer, TLease> flow = new(peer, onRent: null);
        await flow.RunAsync(WarmUpMessages);

        long madeBefore = Made();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        await flow.RunAsync(messages);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        processor = Environment.CpuUsage.TotalTime - processor;

        int distinct = await Flow<TPeer, TLease>.CountDistinctAsync(peer);
        long made = Made() - madeBefore;
        Session.Collect();
        session.Write(sample => sample with
        {
            ProcessorNanoseconds = processor.TotalNanoseconds / messages,
            ElapsedNanoseconds = elapsed.TotalNanoseconds / messages,
            Made = made,
            Distinct = distinct,
        });

        long Made() => peer.BuffersMade ?? shared?.Count ?? 0;
    }

    /// <summary>Each flow rents messages on one thread of the thread pool, fills them, and passes them through a channel to another, which reads and
    /// returns them.</summary>
    /// <param name="peer">The pool.</param>
    /// <param name="onRent">Called with each lease; null while time is measured.</param>
    private sealed class Flow<TPeer, TLease>(TPeer peer, Action<TLease>? onRent)
        where TPeer : struct, IPeer<TLease>
        where TLease : struct
    {
        private const int ChannelCapacity = 4;

        /// <summary>How many messages a writer passes on before it yields, and may continue on another thread.</summary>
        private const int MessagesPerYield = 16;

        /// <summary>How many different buffers 1,000 consecutive rents touch, on any thread: the median.</summary>
        public static async Task<int> CountDistinctAsync(TPeer peer)
        {
            const int Rents = 1_000;
            const int Thousands = 40;
            byte[][] rented = new byte[Rents * Thousands][];
            int last = -1;
            await new Flow<TPeer, TLease>(peer, lease => rented[Interlocked.Increment(ref last)] = TPeer.ArrayOf(lease)).RunAsync(rented.Length);
            return rented.Chunk(Rents).Select(static arrays => arrays.Distinct().Count()).Order().ElementAt(Thousands / 2);
        }

        /// <param name="messages">The number of messages, in all flows together.</param>
        public Task RunAsync(int messages) => Task.WhenAll(Many.StartTasks(Flows.Count, seed => WriteAsync(messages / Flows.Count, seed)));

        private async Task WriteAsync(int messages, int seed)
        {
            Channel<Message> channel = Channel.CreateBounded<Message>(ChannelCapacity);
            Task reading = Task.Run(() => ReadAsync(channel.Reader));
            XorShift random = new(seed);
            for (int i = 0; i < messages; i++)
            {
                int size = s_sizes[random.Below(s_sizes.Length)];
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

        private async Task ReadAsync(ChannelReader<Message> reader)
        {
            await foreach (Message message in reader.ReadAllAsync())
            {
                Verify(TPeer.Bytes(message.Lease, message.Size), message.Mark);
                peer.Return(message.Lease);
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
}
