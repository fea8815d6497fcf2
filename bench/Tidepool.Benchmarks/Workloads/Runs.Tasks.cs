using System.Threading.Channels;

namespace Tidepool.Benchmarks.Workloads;

/// <content>Patterns of tasks.</content>
internal sealed partial class Runs<TPeer, TLease>
{
    /// <summary>Tasks that hold a buffer across a yield, after which another thread of the thread pool may return it.</summary>
    public Run Hop(int size, int tasks)
    {
        const int HopsPerTask = 64;
        TPeer peer = Create();
        return new Run(tasks * HopsPerTask, chunks => RunTasks(tasks, number => HopAsync(chunks * HopsPerTask, (byte)number)), peer) { IsThreaded = true };

        async Task HopAsync(int hops, byte mark)
        {
            for (int i = 0; i < hops; i++)
            {
                TLease lease = peer.Rent(size);
                BufferEnds.Write(TPeer.Bytes(lease, size), size, mark);
                await Task.Yield();
                BufferEnds.Expect(TPeer.Bytes(lease, size), size, mark);
                peer.Return(lease);
            }
        }
    }

    /// <summary>msgpass: messages through proxies, with back pressure.</summary>
    public Run Messages(int producers, int proxies, int consumers, int mostBatch, int[] sizes)
    {
        const int MessagesPerProducer = 128;
        const int ChannelCapacity = 2_048;
        TPeer peer = Create();
        return new Run(producers * MessagesPerProducer, Execute, peer) { IsThreaded = true };

        void Execute(int chunks)
        {
            Channel<HeldBuffer> first = Channel.CreateBounded<HeldBuffer>(ChannelCapacity);
            Channel<HeldBuffer> second = Channel.CreateBounded<HeldBuffer>(ChannelCapacity);
            Task[] forwarding = StartTasks(proxies, _ => ReadAsync(first.Reader, message => second.Writer.WriteAsync(message)));
            Task[] consuming = StartTasks(consumers, _ => ReadAsync(second.Reader, Consume));
            RunTasks(producers, number => ProduceAsync(first.Writer, chunks * MessagesPerProducer, number));
            first.Writer.Complete();
            Task.WhenAll(forwarding).GetAwaiter().GetResult();
            second.Writer.Complete();
            Task.WhenAll(consuming).GetAwaiter().GetResult();
        }

        async Task ProduceAsync(ChannelWriter<HeldBuffer> writer, int messages, int seed)
        {
            XorShift random = new(seed);
            while (messages > 0)
            {
                int batch = Math.Min(messages, 1 + random.Below(mostBatch));
                for (int i = 0; i < batch; i++)
                {
                    await writer.WriteAsync(HeldBuffer.Rent(peer, sizes[random.Below(sizes.Length)]));
                }

                messages -= batch;
                await Task.Yield();
            }
        }

        ValueTask Consume(HeldBuffer message)
        {
            message.Return(peer);
            return ValueTask.CompletedTask;
        }

        static async Task ReadAsync(ChannelReader<HeldBuffer> reader, Func<HeldBuffer, ValueTask> read)
        {
            while (await reader.WaitToReadAsync())
            {
                while (reader.TryRead(out HeldBuffer message))
                {
                    await read(message);
                }
            }
        }
    }

    private static void RunTasks(int count, Func<int, Task> body) => Task.WhenAll(StartTasks(count, body)).GetAwaiter().GetResult();

    /// <summary>Starts tasks, with numbers from 1.</summary>
    private static Task[] StartTasks(int count, Func<int, Task> body) => ForEach(count, index => Task.Run(() => body(index + 1)));
}
