using System.Runtime.CompilerServices;
using Microsoft.IO;

namespace Tidepool.Benchmarks.Peers;

/// <summary>A <c>RecyclableMemoryStream</c> for each buffer, with its manager's settings as shipped: blocks of 128 KiB.</summary>
internal readonly struct RecyclableStreamPeer : IPeer<RecyclableStreamPeer, StreamLease>
{
    private readonly RecyclableMemoryStreamManager _manager;

    private RecyclableStreamPeer(RecyclableMemoryStreamManager manager) => _manager = manager;

    public static string Name => "RecyclableMemoryStream";

    public static int SmallestBlock => RecyclableMemoryStreamManager.DefaultBlockSize;

    public static RecyclableStreamPeer Create(int largestSize) => new(new RecyclableMemoryStreamManager());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public StreamLease Rent(int size) => new(_manager.GetStream(tag: null, size, asContiguousBuffer: true));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Bytes(StreamLease lease, int size) => lease.Stream.GetBuffer().AsSpan(0, size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(StreamLease lease) => lease.Stream.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DisposeLease(StreamLease lease) => lease.Stream.Dispose();

    /// <summary>Does nothing: the collector takes the manager.</summary>
    public void Dispose()
    {
    }
}
