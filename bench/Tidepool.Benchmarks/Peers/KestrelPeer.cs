using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Tidepool.Benchmarks.Peers;

/// <summary>Kestrel's pool of pinned blocks, made by the factory that Kestrel registers.</summary>
internal readonly struct KestrelPeer : IPeer<KestrelPeer, OwnerLease>
{
    private const int BlockSize = 4_096;

    private static readonly Lazy<IMemoryPoolFactory<byte>> s_factory = new(TakeFactory);

    private readonly MemoryPool<byte> _pool;

    private KestrelPeer(MemoryPool<byte> pool) => _pool = pool;

    public static string Name => "Kestrel pinned blocks";

    public static int LargestSize => BlockSize;

    public static int SmallestBlock => BlockSize;

    public static KestrelPeer Create(int largestSize) => new(s_factory.Value.Create());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public OwnerLease Rent(int size) => new(_pool.Rent(size));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Bytes(OwnerLease lease, int size) => lease.Owner.Memory.Span[..size];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(OwnerLease lease) => lease.Owner.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DisposeLease(OwnerLease lease) => lease.Owner.Dispose();

    public void Dispose() => _pool.Dispose();

    /// <summary>Builds a server, which is never started, for the factory it brings.</summary>
    private static IMemoryPoolFactory<byte> TakeFactory()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        return builder.Build().Services.GetRequiredService<IMemoryPoolFactory<byte>>();
    }
}
