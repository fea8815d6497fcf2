namespace Tidepool.Benchmarks.Memory;

/// <summary>What a small buffer costs in all, while it is rented.</summary>
internal sealed class SmallRentedRow : MemoryRow
{
    public const int Count = 100_000;
    public const int Size = 64;

    public override string Name => "small-rented";

    public override string Description => $"{Count:N0} × {Size} B rented: bytes on the heap and beside it, after a compacting collection";

    public override int LargestSize => Size;

    public override void Execute<TPeer, TLease>(MemorySession session)
    {
        using TPeer peer = TPeer.Create();
        peer.Return(peer.Rent(Size));
        TLease[] leases = new TLease[Count];

        // Its memory is touched now, since only what comes later counts.
        leases.AsSpan().Clear();
        session.Begin();
        for (int i = 0; i < leases.Length; i++)
        {
            leases[i] = peer.Rent(Size);
        }

        session.SampleCost();
        foreach (TLease lease in leases)
        {
            peer.Return(lease);
        }
    }
}
