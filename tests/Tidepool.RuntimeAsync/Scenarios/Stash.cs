using System.Runtime.CompilerServices;

namespace Tidepool.RuntimeAsync.Scenarios;

/// <summary>Leases rented on one thread, to be returned one by one.</summary>
internal sealed class Stash(Flow flow)
{
    /// <summary>The number of pairs of leases in a stash.</summary>
    internal const int Pairs = 8;

    private const int ChurnDepth = 8;
    private const int ChurnRounds = 50;

    private readonly Queue<(ByteLease Lease, Holding Held)> _leases = [];
    private Holding? _leaving;

    /// <summary>Rents <paramref name="count"/> buffers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Fill(int count, int size)
    {
        for (int i = 0; i < count; i++)
        {
            int place = flow.Custody.BeforeRent(size);
            ByteLease lease = flow.Pool.Rent(size);
            _leases.Enqueue((lease, flow.Custody.Take(lease, place)));
        }
    }

    /// <summary>The next lease, which the caller must return.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal ByteLease Next()
    {
        (ByteLease lease, _leaving) = _leases.Dequeue();
        flow.Custody.GiveUp(_leaving);
        return lease;
    }

    /// <summary>Call after returning the lease.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void AfterReturn() => flow.Custody.AfterReturn(_leaving!);

    /// <summary>Many rents and returns on this thread; the flow's next return may happen on another.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Churn(int size)
    {
        int place = flow.Custody.BeforeRents(size, ChurnDepth, ChurnDepth * ChurnRounds);
        Span<ByteLease> leases = new ByteLease[ChurnDepth];
        for (int round = 0; round < ChurnRounds; round++)
        {
            foreach (ref ByteLease lease in leases)
            {
                lease = flow.Pool.Rent(size);
            }

            foreach (ref ByteLease lease in leases)
            {
                lease.Return();
            }
        }

        flow.Custody.AfterReturns(place, ChurnDepth);
    }
}
