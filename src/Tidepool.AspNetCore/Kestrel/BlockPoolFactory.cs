using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Tidepool.AspNetCore.Kestrel;

/// <summary>Makes Kestrel's memory pools, which all share one <see cref="BytePool"/>.</summary>
/// <param name="pool">Gets it. Not before Kestrel needs it: when Kestrel is made, the options of pools are yet to be validated, all of them together.</param>
internal sealed class BlockPoolFactory(Func<BytePool> pool) : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new BlockPool(pool());
}
