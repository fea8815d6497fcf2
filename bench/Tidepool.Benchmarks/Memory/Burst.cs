using System.Runtime.CompilerServices;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Memory;

/// <summary>Many buffers held at once, written full, and returned.</summary>
internal static class Burst<TPeer, TLease>
    where TPeer : struct, IPeer<TPeer, TLease>
    where TLease : struct
{
    /// <remarks>Not inlined, so that nothing on the caller's stack keeps the leases alive.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Of(TPeer peer, int count, int size)
    {
        TLease[] leases = new TLease[count];
        for (int i = 0; i < leases.Length; i++)
        {
            leases[i] = peer.Rent(size);
            peer.Bytes(leases[i], size).Fill(1);
        }

        foreach (TLease lease in leases)
        {
            peer.Return(lease);
        }
    }
}
