using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>A thread that produces and another that consumes, as many chunks each.</summary>
internal abstract class HandoffRun<TPeer, TLease> : Run
    where TPeer : struct, IPeer<TPeer, TLease>
    where TLease : struct
{
    private readonly Worker _consumer;

    protected HandoffRun() => _consumer = new Worker("consumer", chunks =>
    {
        for (int i = 0; i < chunks; i++)
        {
            ConsumeChunk();
        }
    });

    public override int OperationsPerChunk => LoopLength;

    public override bool IsThreaded => true;

    protected TPeer Peer { get; } = TPeer.Create();

    public override void Execute(int chunks)
    {
        _consumer.Start(chunks);
        for (int i = 0; i < chunks; i++)
        {
            ProduceChunk();
        }

        _consumer.WaitUntilDone();
    }

    public override void Dispose()
    {
        _consumer.Dispose();
        ReturnLeft();
        Peer.Dispose();
    }

    protected abstract void ProduceChunk();

    protected abstract void ConsumeChunk();

    /// <summary>Returns what the run still holds when both threads are done.</summary>
    protected virtual void ReturnLeft()
    {
    }
}
