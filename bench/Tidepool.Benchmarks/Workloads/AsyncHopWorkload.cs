using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>Tasks that hold a buffer across a yield, after which another thread of the thread pool may return it.</summary>
internal sealed class AsyncHopWorkload : Workload
{
    private const int Tasks = 4;
    private const int Size = 4_096;

    public override string Name => "hop";

    public override string Description => $"{Tasks} tasks: rent 4,096 B, touch, await Task.Yield(), read both ends, return (the yield included)";

    public override Run Bind<TPeer, TLease>() => new AsyncHopRun<TPeer, TLease>(Size);

    private sealed class AsyncHopRun<TPeer, TLease>(int size) : Run
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private const int HopsPerTask = 64;

        private readonly TPeer _peer = TPeer.Create();

        public override int OperationsPerChunk => Tasks * HopsPerTask;

        public override bool IsThreaded => true;

        public override void Execute(int chunks)
        {
            Task[] tasks = new Task[Tasks];
            for (int i = 0; i < tasks.Length; i++)
            {
                byte mark = (byte)(i + 1);
                tasks[i] = Task.Run(() => HopAsync(chunks * HopsPerTask, mark));
            }

            Task.WhenAll(tasks).GetAwaiter().GetResult();
        }

        public override void Dispose() => _peer.Dispose();

        private async Task HopAsync(int hops, byte mark)
        {
            for (int i = 0; i < hops; i++)
            {
                TLease lease = _peer.Rent(size);
                BufferEnds.Write(_peer.Bytes(lease, size), size, mark);
                await Task.Yield();
                BufferEnds.Expect(_peer.Bytes(lease, size), size, mark);
                _peer.Return(lease);
            }
        }
    }
}
