using System.Buffers;
using Tidepool;

namespace WebUpload.Memory;

/// <summary>Buffers of two pools: JSON has its own, so that uploads that use up their budget don't stop the list and the health report.</summary>
internal sealed class TidepoolMemory(BytePool uploads, BytePool json) : UploadMemory
{
    internal override IMemoryOwner<byte> Rent(int size) => uploads.Rent(size).ToMemoryOwner();

    internal override ByteCollector Collect() => Over(uploads);

    internal override ByteCollector CollectJson() => Over(json);

    private static ByteCollector Over(BytePool pool) => ByteCollector.Over(new PooledStream(pool), static stream => stream.GetReadOnlySequence());
}
