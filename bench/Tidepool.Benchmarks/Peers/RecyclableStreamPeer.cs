using Microsoft.IO;

namespace Tidepool.Benchmarks.Peers;

/// <summary>A recyclable stream as a struct (see <see cref="IPeer{TLease}"/>).</summary>
internal readonly record struct StreamLease(RecyclableMemoryStream Stream);

/// <summary>A <c>RecyclableMemoryStream</c> for each buffer, with its manager's settings as shipped: blocks of 128 KiB.</summary>
internal readonly struct RecyclableStreamPeer(RecyclableMemoryStreamManager manager) : IPeer<StreamLease>
{
    public StreamLease Rent(int size) => new(manager.GetStream(tag: null, size, asContiguousBuffer: true));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Bytes(StreamLease lease, int size) => lease.Stream.GetBuffer().AsSpan(0, size);

    public void Return(StreamLease lease) => lease.Stream.Dispose();

    public void DisposeLease(StreamLease lease) => lease.Stream.Dispose();
}
