using System.Runtime.CompilerServices;

namespace Tidepool.Benchmarks.Peers;

/// <summary>The pool with a budget, rented from by <see cref="BytePool.RentAsync"/>, where there is nothing to wait for. No peer of the tables.</summary>
internal readonly struct AwaitingPeer : IPeer<AwaitingPeer, ByteLease>
{
    private readonly BudgetedPeer _budgeted;

    private AwaitingPeer(BudgetedPeer budgeted) => _budgeted = budgeted;

    public static string Name => "Tidepool with a budget, RentAsync";

    public static AwaitingPeer Create(int largestSize) => new(BudgetedPeer.Create(largestSize));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ByteLease Rent(int size)
    {
        ValueTask<ByteLease> renting = _budgeted.Pool.RentAsync(size);
        return renting.IsCompletedSuccessfully ? renting.Result : throw new BufferCheckException("There was something to wait for.");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Bytes(ByteLease lease, int size) => lease.Span;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(ByteLease lease) => lease.Return();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DisposeLease(ByteLease lease) => lease.Dispose();

    public void Dispose() => _budgeted.Dispose();
}
