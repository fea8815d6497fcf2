using System.Buffers;
using System.Runtime.CompilerServices;
using DotNext.Buffers;

namespace Tidepool.Benchmarks.Peers;

/// <summary>DotNext <c>MemoryOwner</c> over <c>ArrayPool&lt;byte&gt;.Shared</c>: a struct.</summary>
internal readonly struct DotNextPeer : IPeer<DotNextPeer, MemoryOwner<byte>>
{
    public static string Name => "DotNext MemoryOwner";

    public static bool IsProcessWide => true;

    public static DotNextPeer Create(int largestSize) => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MemoryOwner<byte> Rent(int size) => new(ArrayPool<byte>.Shared, size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Bytes(MemoryOwner<byte> lease, int size) => lease.Span;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(MemoryOwner<byte> lease) => lease.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DisposeLease(MemoryOwner<byte> lease) => lease.Dispose();

    /// <summary>Does nothing: the pool belongs to the process.</summary>
    public void Dispose()
    {
    }
}
