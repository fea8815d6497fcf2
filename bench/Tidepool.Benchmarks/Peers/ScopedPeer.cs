using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Memory;
using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.Peers;

/// <summary>A peer whose lease is a ref struct: it takes part where a buffer lives within one method.</summary>
internal sealed class ScopedPeer<TPeer, TLease> : Peer
    where TPeer : struct, IPeer<TPeer, TLease>
    where TLease : struct, allows ref struct
{
    private const string Reason = "its lease is a ref struct, which can't be kept in a field or cross an await";

    public override string Name => TPeer.Name;

    protected override int LargestSize => TPeer.LargestSize;

    protected override int SmallestBlock => TPeer.SmallestBlock;

    protected override bool IsProcessWide => TPeer.IsProcessWide;

    public override string? WhyNot(Workload workload) => workload is IScopedWorkload ? base.WhyNot(workload) : Reason;

    public override string? WhyNot(MemoryRow row) => Reason;

    public override Run Bind(Workload workload) => workload is IScopedWorkload scoped
        ? scoped.BindScoped<TPeer, TLease>()
        : throw new ArgumentException(Reason, nameof(workload));

    public override void Sample(MemoryRow row, MemorySession session) => throw new ArgumentException(Reason, nameof(row));

    public override void Check() => PeerCheck.VerifyScoped<TPeer, TLease>();
}
