using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Growth;

/// <summary>One cycle of waiting: a rent that must wait, a return, and the rent's end.</summary>
internal sealed class WaitingRun : GrowthRun
{
    private readonly int _stride;

    public WaitingRun(int count, Holding holding)
        : base(new BytePoolOptions { MaxTotalBytes = (long)count * Size }, count, holding)
    {
        Holders.Rent();
        _stride = count / OperationsPerChunk;
    }

    public override int OperationsPerChunk => 32;

    public override void Batch()
    {
        for (int i = 0; i < OperationsPerChunk; i++)
        {
            ref ByteLease held = ref Holders.Leases[i * _stride];
            ValueTask<ByteLease> waiting = Pool.RentAsync(Size);
            if (waiting.IsCompleted)
            {
                throw new BufferCheckException("There was nothing to wait for.");
            }

            held.Return();
            SpinWait spin = default;
            while (!waiting.IsCompleted)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }

            held = waiting.IsCompletedSuccessfully ? waiting.Result : throw new BufferCheckException("A rent that waited failed.");
        }
    }
}
