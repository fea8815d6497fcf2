using System.Runtime.CompilerServices;

namespace Tidepool.Benchmarks.Workloads.Streams;

/// <summary>A <see cref="PooledStream"/> as it is by default.</summary>
internal readonly struct PooledStreamSource : IStreamSource<PooledStreamSource>
{
    private readonly BytePool _pool;

    private PooledStreamSource(BytePool pool) => _pool = pool;

    public static string Name => nameof(PooledStream);

    public static PooledStreamSource Create() => new(new BytePool(new BytePoolOptions()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Stream Get() => new PooledStream(_pool);

    public void Dispose() => _pool.Dispose();
}
