using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Tidepool.AspNetCore.Kestrel;

/// <summary>Makes Kestrel's memory pools, which all share one <see cref="BytePool"/>.</summary>
internal sealed class BlockPoolFactory(BytePool pool) : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new BlockPool(pool);
}
