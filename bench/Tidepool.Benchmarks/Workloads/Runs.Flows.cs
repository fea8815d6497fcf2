using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Tidepool.Benchmarks.Flows;

namespace Tidepool.Benchmarks.Workloads;

/// <content>A server's flows of messages.</content>
internal sealed partial class Runs<TPeer, TLease>
{
    /// <summary>Runs the flows once, in a process that should be fresh.</summary>
    public async Task<FlowSample> FlowsAsync(int messages, ArrayPoolListener? listener)
    {
        // What channels and tasks keep on the heap must be there before the pool is.
        await Runs<ArrayPeer<NewArrays>, ArrayLease>.FlowAsync(default, FlowPlan.Flows * 256, onRent: null);
        long heapBefore = FullHeap();
        using TPeer peer = Create(FlowPlan.Largest);
        await FlowAsync(peer, FlowPlan.WarmUpMessages, onRent: null);

        long madeBefore = Made();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        await FlowAsync(peer, messages, onRent: null);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        processor = Environment.CpuUsage.TotalTime - processor;

        DistinctBuffers distinct = new();
        await FlowAsync(peer, FlowPlan.CountedMessages, lease => distinct.Note(TPeer.ArrayOf(lease)));
        return new FlowSample(
            processor.TotalNanoseconds / messages,
            elapsed.TotalNanoseconds / messages,
            Made() - madeBefore,
            FullHeap() - heapBefore,
            distinct.Median);

        long Made() => peer.BuffersMade ?? listener?.Made ?? 0;

        static long FullHeap()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return GC.GetTotalMemory(forceFullCollection: true);
        }
    }

    /// <summary>Each flow rents messages on one thread of the thread pool, fills them, and passes them through a channel to another, which reads and
    /// returns them.</summary>
    /// <param name="peer">The pool.</param>
    /// <param name="messages">The number of messages, in all flows together.</param>
    /// <param name="onRent">Called with each lease; null while time is measured.</param>
    private static async Task FlowAsync(TPeer peer, int messages, Action<TLease>? onRent)
    {
        const int ChannelCapacity = 4;

        // How many messages a writer passes on before it yields, and may continue on another thread.
        const int MessagesPerYield = 16;
        int[] sizes = SizeSequence.LogUniform(FlowPlan.Smallest, FlowPlan.Largest);
        await Task.WhenAll(StartTasks(FlowPlan.Flows, WriteAsync));

        async Task WriteAsync(int seed)
        {
            Channel<Message> channel = Channel.CreateBounded<Message>(ChannelCapacity);
            Task reading = Task.Run(() => ReadAsync(channel.Reader));
            XorShift random = new(seed);
            for (int i = 0; i < messages / FlowPlan.Flows; i++)
            {
                int size = sizes[random.Below(sizes.Length)];
                TLease lease = peer.Rent(size);
                byte mark = (byte)(seed + i);
                peer.Bytes(lease, size).Fill(mark);
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
                Verify(peer.Bytes(message.Lease, message.Size), message.Mark);
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
