using System.Threading.Channels;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads.Ports;

/// <summary>Messages through proxies, with back pressure.</summary>
internal sealed class MessageWorkload : Workload
{
    private const int Producers = 3;
    private const int Proxies = 2;
    private const int Consumers = 3;
    private const int MostBatch = 16;
    private const int ChannelCapacity = 2_048;
    private const int Smallest = 1_024;
    private const int Largest = 64 * 1_024;

    public override string Name => "msgpass";

    public override string Description =>
        $"{Producers} producers, {Proxies} proxies, {Consumers} consumers (tasks) with bounded channels between, at most 4,096 messages of 1–64 KiB (log-uniform) in batches of 1–{MostBatch}; per message";

    public override int LargestSize => Largest;

    public override int BuffersHeld => 2 * ChannelCapacity;

    public override Run Bind<TPeer, TLease>() => new MessageRun<TPeer, TLease>();

    private sealed class MessageRun<TPeer, TLease> : Run
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private const int MessagesPerProducer = 128;
        private const int SizeCount = 4_096;

        private static readonly int[] s_sizes = SizeSequence.LogUniform(SizeCount, Smallest, Largest);

        private readonly TPeer _peer = TPeer.Create();

        public override int OperationsPerChunk => Producers * MessagesPerProducer;

        public override bool IsThreaded => true;

        public override void Execute(int chunks)
        {
            Channel<HeldBuffer<TPeer, TLease>> first = Channel.CreateBounded<HeldBuffer<TPeer, TLease>>(ChannelCapacity);
            Channel<HeldBuffer<TPeer, TLease>> second = Channel.CreateBounded<HeldBuffer<TPeer, TLease>>(ChannelCapacity);
            Task[] producers = Start(Producers, seed => ProduceAsync(first.Writer, chunks * MessagesPerProducer, seed));
            Task[] proxies = Start(Proxies, _ => ForwardAsync(first.Reader, second.Writer));
            Task[] consumers = Start(Consumers, _ => ConsumeAsync(second.Reader));
            Task.WhenAll(producers).GetAwaiter().GetResult();
            first.Writer.Complete();
            Task.WhenAll(proxies).GetAwaiter().GetResult();
            second.Writer.Complete();
            Task.WhenAll(consumers).GetAwaiter().GetResult();
        }

        public override void Dispose() => _peer.Dispose();

        private static Task[] Start(int count, Func<int, Task> body) =>
            [.. Enumerable.Range(1, count).Select(index => Task.Run(() => body(index)))];

        private static async Task ForwardAsync(ChannelReader<HeldBuffer<TPeer, TLease>> reader, ChannelWriter<HeldBuffer<TPeer, TLease>> writer)
        {
            while (await reader.WaitToReadAsync())
            {
                while (reader.TryRead(out HeldBuffer<TPeer, TLease> message))
                {
                    await writer.WriteAsync(message);
                }
            }
        }

        private async Task ProduceAsync(ChannelWriter<HeldBuffer<TPeer, TLease>> writer, int messages, int seed)
        {
            XorShift random = new(seed);
            while (messages > 0)
            {
                int batch = Math.Min(messages, 1 + random.Below(MostBatch));
                for (int i = 0; i < batch; i++)
                {
                    await writer.WriteAsync(HeldBuffer<TPeer, TLease>.Rent(_peer, s_sizes[random.Below(SizeCount)]));
                }

                messages -= batch;
                await Task.Yield();
            }
        }

        private async Task ConsumeAsync(ChannelReader<HeldBuffer<TPeer, TLease>> reader)
        {
            while (await reader.WaitToReadAsync())
            {
                while (reader.TryRead(out HeldBuffer<TPeer, TLease> message))
                {
                    message.Return(_peer);
                }
            }
        }
    }
}
