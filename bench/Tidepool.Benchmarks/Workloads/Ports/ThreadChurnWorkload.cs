using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads.Ports;

/// <summary>Many short threads, each of which uses the pool a little.</summary>
internal sealed class ThreadChurnWorkload : Workload
{
    private const int Depth = 8;
    private const int Size = 4_096;

    public override string Name => "mleak";

    public override string Description => $"start a thread that rents {Depth} × 4,096 B, touches and returns them, and ends; per thread, starting it included";

    public override bool HarnessAllocates => true;

    public override Run Bind<TPeer, TLease>() => new ThreadChurnRun<TPeer, TLease>();

    private sealed class ThreadChurnRun<TPeer, TLease> : Run
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private readonly TPeer _peer = TPeer.Create();

        public override int OperationsPerChunk => 1;

        public override bool IsThreaded => true;

        public override void Execute(int chunks)
        {
            for (int i = 0; i < chunks; i++)
            {
                Thread thread = new(Live);
                thread.Start();
                thread.Join();
            }
        }

        public override void Dispose() => _peer.Dispose();

        private void Live()
        {
            HeldBuffer<TPeer, TLease>[] held = new HeldBuffer<TPeer, TLease>[Depth];
            for (int i = 0; i < held.Length; i++)
            {
                held[i] = HeldBuffer<TPeer, TLease>.Rent(_peer, Size);
            }

            for (int i = 0; i < held.Length; i++)
            {
                held[i].Return(_peer);
            }
        }
    }
}
