using System.Runtime.CompilerServices;

namespace Tidepool.Benchmarks.Peers;

/// <summary>The pool with a budget: what that costs where it isn't exceeded. No peer of the tables.</summary>
internal readonly struct BudgetedPeer : IPeer<BudgetedPeer, ByteLease>
{
    private const long Budget = 1L << 30;

    private BudgetedPeer(BytePool pool) => Pool = pool;

    public static string Name => "Tidepool with a budget";

    public BytePool Pool { get; }

    public static BudgetedPeer Create(int largestSize)
    {
        BytePoolOptions options = new() { MaxTotalBytes = Budget };
        options.MaxSize = Math.Max(options.MaxSize, largestSize);
        return new BudgetedPeer(new BytePool(options));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ByteLease Rent(int size) => Pool.Rent(size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Bytes(ByteLease lease, int size) => lease.Span;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(ByteLease lease) => lease.Return();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DisposeLease(ByteLease lease) => lease.Dispose();

    public void Dispose() => Pool.Dispose();
}
