using System.Threading.Channels;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>Tasks that hold a buffer across a yield, after which another thread of the thread pool may return it.</summary>
internal sealed record Hop() : Workload("hop", "4 tasks: rent 4,096 B, touch, await Task.Yield(), read both ends, return (the yield included)")
{
    public override Run Bind<TPeer, TLease>(Func<int, TPeer> create)
    {
        const int Tasks = 4;
        const int HopsPerTask = 64;
        TPeer peer = create(LargestSize);
        int size = LargestSize;
        return new Run(Tasks * HopsPerTask, chunks => Many.RunTasks(Tasks, number => HopAsync(chunks * HopsPerTask, (byte)number)), peer)
        {
            IsThreaded = true,
        };

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
}

/// <summary>msgpass: messages through proxies, with back pressure.</summary>
internal sealed record Messages() : Workload(
    "msgpass",
    "3 producers, 2 proxies, 3 consumers (tasks) with bounded channels between, at most 4,096 messages of 1–64 KiB (log-uniform) in batches of 1–16; "
        + "per message",
    64 * Kibibyte,
    2 * ChannelCapacity)
{
    private const int ChannelCapacity = 2_048;

    private static readonly int[] s_sizes = SizeSequence.LogUniform(Kibibyte, 64 * Kibibyte);

    public override Run Bind<TPeer, TLease>(Func<int, TPeer> create)
    {
        const int Producers = 3;
        const int Proxies = 2;
        const int Consumers = 3;
        const int MessagesPerProducer = 128;
        const int MostBatch = 16;
        TPeer peer = create(LargestSize);
        return new Run(Producers * MessagesPerProducer, Execute, peer) { IsThreaded = true };

        void Execute(int chunks)
        {
            Channel<Held<TPeer, TLease>> first = Channel.CreateBounded<Held<TPeer, TLease>>(ChannelCapacity);
            Channel<Held<TPeer, TLease>> second = Channel.CreateBounded<Held<TPeer, TLease>>(ChannelCapacity);
            Task[] forwarding = Many.StartTasks(Proxies, _ => ReadAsync(first.Reader, message => second.Writer.WriteAsync(message)));
            Task[] consuming = Many.StartTasks(Consumers, _ => ReadAsync(second.Reader, Consume));
            Many.RunTasks(Producers, number => ProduceAsync(first.Writer, chunks * MessagesPerProducer, number));
            first.Writer.Complete();
            Task.WhenAll(forwarding).GetAwaiter().GetResult();
            second.Writer.Complete();
            Task.WhenAll(consuming).GetAwaiter().GetResult();
        }

        async Task ProduceAsync(ChannelWriter<Held<TPeer, TLease>> writer, int messages, int seed)
        {
            XorShift random = new(seed);
            while (messages > 0)
            {
                int batch = Math.Min(messages, 1 + random.Below(MostBatch));
                for (int i = 0; i < batch; i++)
                {
                    await writer.WriteAsync(Held<TPeer, TLease>.Rent(peer, s_sizes[random.Below(s_sizes.Length)]));
                }

                messages -= batch;
                await Task.Yield();
            }
        }

        ValueTask Consume(Held<TPeer, TLease> message)
        {
            message.Return(peer);
            return ValueTask.CompletedTask;
        }

        static async Task ReadAsync(ChannelReader<Held<TPeer, TLease>> reader, Func<Held<TPeer, TLease>, ValueTask> read)
        {
            while (await reader.WaitToReadAsync())
            {
                while (reader.TryRead(out Held<TPeer, TLease> message))
                {
                    await read(message);
                }
            }
        }
    }
}
