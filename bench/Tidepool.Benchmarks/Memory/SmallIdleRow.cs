using System.Diagnostics;
using Tidepool.Benchmarks.Measurement;

namespace Tidepool.Benchmarks.Memory;

/// <summary>What many small idle buffers cost the garbage collector.</summary>
internal sealed class SmallIdleRow : MemoryRow
{
    private const int Count = 300_000;
    private const int Size = 64;
    private const int WarmUps = 4;
    private const int Collections = 15;

    public override string Name => "small-idle";

    public override string Description => $"{Count:N0} × {Size} B idle: the time of a full collection";

    public override int LargestSize => Size;

    public override void Execute<TPeer, TLease>(MemorySession session)
    {
        using TPeer peer = TPeer.Create();
        Burst<TPeer, TLease>.Of(peer, Count, Size);
        for (int i = 0; i < WarmUps; i++)
        {
            Collect();
        }

        session.WriteCollection(Distribution.Of(Enumerable.Range(0, Collections).Select(static _ => Collect())).Median);
    }

    private static double Collect()
    {
        long start = Stopwatch.GetTimestamp();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
