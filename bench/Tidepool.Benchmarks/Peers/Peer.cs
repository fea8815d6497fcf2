using System.Globalization;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Memory;
using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.Peers;

/// <summary>A peer as the catalogue lists it: a name, and the step from there to code compiled for that peer.</summary>
internal abstract class Peer
{
    /// <summary>The most memory one peer may take in one row.</summary>
    private const long MostBytesHeld = 1L << 30;

    /// <summary>Gets the name the tables and the command line use.</summary>
    public abstract string Name { get; }

    /// <summary>Gets the largest buffer the peer can lend, in bytes.</summary>
    protected abstract int LargestSize { get; }

    /// <summary>Gets the memory the smallest buffer takes, in bytes.</summary>
    protected abstract int SmallestBlock { get; }

    /// <summary>Gets a value indicating whether a process has only one such pool.</summary>
    protected abstract bool IsProcessWide { get; }

    /// <summary>Makes <paramref name="workload"/> ready to run over this peer, which must take part in it.</summary>
    public abstract Run Bind(Workload workload);

    /// <summary>Runs a memory row over this peer.</summary>
    public abstract void Sample(MemoryRow row, MemorySession session);

    /// <summary>Proves that the peer lends usable, distinct buffers, before anything is measured.</summary>
    /// <exception cref="BufferCheckException">It doesn't.</exception>
    public abstract void Check();

    /// <summary>Why the peer can't take part in a row; null where it can.</summary>
    public virtual string? WhyNot(Workload workload)
    {
        if (workload.LargestSize > LargestSize)
        {
            return string.Create(CultureInfo.InvariantCulture, $"it lends at most {LargestSize:N0} B");
        }

        if (workload.NeedsInstances && IsProcessWide)
        {
            return "a process has only one of it";
        }

        return (long)workload.BuffersHeld * SmallestBlock > MostBytesHeld
            ? string.Create(CultureInfo.InvariantCulture, $"{workload.BuffersHeld:N0} of its blocks, of {SmallestBlock:N0} B or more, are over 1 GiB")
            : null;
    }

    /// <summary>Why the peer can't take part in a memory row; null where it can.</summary>
    public virtual string? WhyNot(MemoryRow row) =>
        row.LargestSize > LargestSize ? string.Create(CultureInfo.InvariantCulture, $"it lends at most {LargestSize:N0} B") : null;
}

/// <summary>The peer <typeparamref name="TPeer"/>.</summary>
internal sealed class Peer<TPeer, TLease> : Peer
    where TPeer : struct, IPeer<TPeer, TLease>
    where TLease : struct
{
    public override string Name => TPeer.Name;

    protected override int LargestSize => TPeer.LargestSize;

    protected override int SmallestBlock => TPeer.SmallestBlock;

    protected override bool IsProcessWide => TPeer.IsProcessWide;

    public override Run Bind(Workload workload) => workload.Bind<TPeer, TLease>();

    public override void Sample(MemoryRow row, MemorySession session) => row.Execute<TPeer, TLease>(session);

    public override void Check() => PeerCheck.Verify<TPeer, TLease>();
}
