using System.Runtime.CompilerServices;

namespace Tidepool.Benchmarks.Peers;

/// <summary>The pool in a mode of its own. No peer of the tables.</summary>
internal readonly struct ModePeer<TMode> : IPeer<ModePeer<TMode>, ByteLease>
    where TMode : struct, IPoolMode
{
    private readonly BytePool _pool;

    private ModePeer(BytePool pool) => _pool = pool;

    public static string Name => TMode.Name;

    public static ModePeer<TMode> Create(int largestSize)
    {
        BytePoolOptions options = new();
        options.MaxSize = Math.Max(options.MaxSize, largestSize);
        TMode.Set(options);
        return new ModePeer<TMode>(new BytePool(options));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ByteLease Rent(int size) => _pool.Rent(size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Bytes(ByteLease lease, int size) => lease.Span;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(ByteLease lease) => lease.Return();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DisposeLease(ByteLease lease) => lease.Dispose();

    public void Dispose() => _pool.Dispose();
}
