using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.Peers;

/// <summary>A peer as the catalogue lists it: a name, and the step from there to code compiled for that peer.</summary>
internal abstract class Peer
{
    /// <summary>Gets the name the tables and the command line use.</summary>
    public abstract string Name { get; }

    /// <summary>Makes <paramref name="workload"/> ready to run over this peer.</summary>
    public abstract Run Bind(Workload workload);

    /// <summary>Proves that the peer lends usable, distinct buffers, before anything is measured.</summary>
    /// <exception cref="BufferCheckException">It doesn't.</exception>
    public abstract void Check();
}

/// <summary>The peer <typeparamref name="TPeer"/>.</summary>
internal sealed class Peer<TPeer, TLease> : Peer
    where TPeer : struct, IPeer<TPeer, TLease>
    where TLease : struct
{
    public override string Name => TPeer.Name;

    public override Run Bind(Workload workload) => workload.Bind<TPeer, TLease>();

    public override void Check() => PeerCheck.Verify<TPeer, TLease>();
}
