using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>A place for one buffer that threads exchange in one step; made once, so that exchanging allocates nothing.</summary>
internal sealed class Carrier<TPeer, TLease>
    where TPeer : struct, IPeer<TPeer, TLease>
    where TLease : struct
{
    /// <summary>The buffer carried, if any; touched only by the thread that has the carrier.</summary>
    private HeldBuffer<TPeer, TLease> _held;

    public ref HeldBuffer<TPeer, TLease> Held => ref _held;

    public static Carrier<TPeer, TLease>[] Many(int count) => [.. Enumerable.Range(0, count).Select(_ => new Carrier<TPeer, TLease>())];

    /// <summary>Returns the buffer, if there is one.</summary>
    public void Empty(TPeer peer)
    {
        if (_held.IsHeld)
        {
            _held.Return(peer);
            _held = default;
        }
    }
}
