using System.Buffers;

namespace Tidepool.TestProgram.Misuse;

/// <summary>A buffer, held in one of the ways that the pool offers.</summary>
internal abstract class Handle
{
    internal abstract Memory<byte> Memory { get; }

    internal abstract void Return();

    internal static Handle Rent(HandleKind kind, BytePool pool, int size) => kind switch
    {
        HandleKind.Lease => new OfLease(pool.Rent(size)),
        HandleKind.Array => new OfArray(pool.AsArrayPool(), size),
        HandleKind.Allocator => new OfAllocator(pool.Allocate(size)),
        _ => new OfOwner(pool.AsMemoryPool().Rent(size)),
    };

    private sealed class OfLease(ByteLease lease) : Handle
    {
        internal override Memory<byte> Memory => lease.Memory;

        internal override void Return() => lease.Return();
    }

    private sealed class OfAllocator(Allocator allocator) : Handle
    {
        internal override Memory<byte> Memory => allocator.Memory;

        internal override void Return() => allocator.Return();
    }

    private sealed class OfArray(ArrayPool<byte> pool, int size) : Handle
    {
        private readonly byte[] _array = pool.Rent(size);

        internal override Memory<byte> Memory => _array.AsMemory(0, size);

        internal override void Return() => pool.Return(_array);
    }

    private sealed class OfOwner(IMemoryOwner<byte> owner) : Handle
    {
        internal override Memory<byte> Memory => owner.Memory;

        internal override void Return() => owner.Dispose();
    }
}
