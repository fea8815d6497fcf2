using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>A workload whose leases live within one method, so that a ref struct can be one.</summary>
internal interface IScopedWorkload
{
    /// <summary>Makes the code of this workload for one peer.</summary>
    public Run BindScoped<TPeer, TLease>()
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct, allows ref struct;
}
