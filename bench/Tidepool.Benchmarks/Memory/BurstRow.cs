namespace Tidepool.Benchmarks.Memory;

/// <summary>A burst, then nothing: is the memory given back?</summary>
internal sealed class BurstRow(bool forcesCollections) : MemoryRow
{
    private const int Count = 10_000;
    private const int Size = 64 * 1_024;

    public override string Name => forcesCollections ? "burst-collected" : "burst";

    public override string Description => $"{Count:N0} × 64 KiB held at once and returned, then nothing"
        + (forcesCollections ? "; a full collection is forced before each sample" : string.Empty);

    public override int LargestSize => Size;

    public override bool ForcesCollections => forcesCollections;

    public override void Execute<TPeer, TLease>(MemorySession session)
    {
        using TPeer peer = TPeer.Create();
        Burst<TPeer, TLease>.Of(peer, Count, Size);
        session.Watch(() => peer.BytesHeld);
    }
}
