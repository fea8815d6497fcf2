using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>A pattern of renting and returning, written once and run over every peer: one row group of the report.</summary>
internal abstract class Workload
{
    /// <summary>Gets the short name, as the command line takes it.</summary>
    public abstract string Name { get; }

    /// <summary>Gets what one operation is, in a phrase.</summary>
    public abstract string Description { get; }

    /// <summary>Gets a value indicating whether the pool is what is measured; a row that only shows the harness's own cost has no winner.</summary>
    public virtual bool MeasuresPool => true;

    /// <summary>Gets the largest size it asks for, in bytes.</summary>
    public virtual int LargestSize => 4_096;

    /// <summary>Gets about how many buffers it holds at once.</summary>
    public virtual int BuffersHeld => 1;

    /// <summary>Gets a value indicating whether the row is about pools beside each other, so that a pool of which there is only one can't take part.</summary>
    public virtual bool NeedsInstances => false;

    /// <summary>Gets a value indicating whether the harness allocates for every operation (a thread, say),
    /// so that bytes per operation are not the pool's own.</summary>
    public virtual bool HarnessAllocates => false;

    /// <summary>Makes the code of this workload for one peer.</summary>
    public abstract Run Bind<TPeer, TLease>()
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct;
}
