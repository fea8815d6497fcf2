using Tidepool.Benchmarks.Workloads.Ports;

namespace Tidepool.Benchmarks.Memory;

/// <summary>What is held for each byte asked, while the buffers of rptest are out.</summary>
internal sealed class RealisticRow : MemoryRow
{
    private const int Chunks = 200;

    public override string Name => "rptest-held";

    public override string Description => "heap bytes over bytes asked, less 1, while the buffers of rptest are out, after a full collection";

    public override int LargestSize => 256 * 1_024;

    public override void Execute<TPeer, TLease>(MemorySession session)
    {
        using OutstandingRun run = RealisticWorkload.BindOutstanding<TPeer, TLease>();
        run.Execute(Chunks);
        session.SampleOnce(poolBytes: null, run.BytesAsked);
    }
}
