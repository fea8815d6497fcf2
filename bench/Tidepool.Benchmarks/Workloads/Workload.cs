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

    /// <summary>Makes the code of this workload for one peer.</summary>
    public abstract Run Bind<TPeer, TLease>()
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct;
}
