using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Memory;

/// <summary>A pattern of use whose memory is watched afterwards, in a process of its own for each peer.</summary>
internal abstract class MemoryRow
{
    public abstract string Name { get; }

    public abstract string Description { get; }

    /// <summary>Gets the largest size it asks for, in bytes.</summary>
    public abstract int LargestSize { get; }

    /// <summary>Gets a value indicating whether a full collection is forced before each sample; otherwise collections come as they do.</summary>
    public virtual bool ForcesCollections => false;

    /// <summary>Uses the pool, then samples by the session's schedule.</summary>
    public abstract void Execute<TPeer, TLease>(MemorySession session)
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct;
}
