using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>One thread and several others, with a ring of buffers between it and each of them. Which end rents is up to the workload.</summary>
internal abstract class FanRun<TPeer, TLease> : Run
    where TPeer : struct, IPeer<TPeer, TLease>
    where TLease : struct
{
    protected const int LoopPerRing = 128;

    private readonly Team _others;

    protected FanRun(int others, int ringSize)
    {
        Rings = [.. Enumerable.Range(0, others).Select(_ => new HandoffRing<HeldBuffer<TPeer, TLease>>(ringSize))];
        _others = new Team("handoff", others, (index, chunks) =>
        {
            for (int i = 0; i < chunks; i++)
            {
                OtherChunk(Rings[index]);
            }
        });
    }

    public override int OperationsPerChunk => LoopPerRing * Rings.Length;

    public override bool IsThreaded => true;

    protected TPeer Peer { get; } = TPeer.Create();

    protected HandoffRing<HeldBuffer<TPeer, TLease>>[] Rings { get; }

    public override void Execute(int chunks)
    {
        _others.Start(chunks);
        for (int i = 0; i < chunks; i++)
        {
            MainChunk();
        }

        _others.Wait();
    }

    public override void Dispose()
    {
        _others.Dispose();
        Peer.Dispose();
    }

    /// <summary>The one thread's side of all rings.</summary>
    protected abstract void MainChunk();

    /// <summary>Another thread's side of its ring.</summary>
    protected abstract void OtherChunk(HandoffRing<HeldBuffer<TPeer, TLease>> ring);
}
