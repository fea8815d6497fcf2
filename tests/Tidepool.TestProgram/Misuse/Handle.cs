using System.Buffers;

namespace Tidepool.TestProgram.Misuse;

/// <summary>A buffer, held by one of the kinds of handle that the pool offers.</summary>
internal abstract class Handle
{
    /// <summary>The rented bytes, requested from the handle anew at each call.</summary>
    internal abstract Memory<byte> Memory { get; }

    internal abstract void Return();

#pragma warning disable CA2000 // The handle disposes what it holds when its Return is called.
    internal static Handle Rent(HandleKind kind, BytePool pool, int size) => kind switch
    {
        HandleKind.Lease => new OfLease(pool.Rent(size)),
        HandleKind.Allocator => new OfAllocator(pool.Allocate(size)),
        HandleKind.Owner => new OfOwner(pool.AsMemoryPool().Rent(size)),
        HandleKind.Sequence => new OfSequence(pool.RentSequence(size)),
        HandleKind.Writer => new OfWriter(new PooledBufferWriter(pool, bufferSize: size), size),
        HandleKind.Stream => new OfStream(new PooledStream(pool, blockSize: size), size),
        _ => new OfArray(pool.AsArrayPool(), size),
    };
#pragma warning restore CA2000

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

    private sealed class OfSequence(SequenceLease sequence) : Handle
    {
        internal override Memory<byte> Memory => sequence.Segments.Single();

        internal override void Return() => sequence.Return();
    }

    private sealed class OfWriter(PooledBufferWriter writer, int size) : Handle
    {
        internal override Memory<byte> Memory => writer.GetMemory(size);

        internal override void Return() => writer.Dispose();
    }

    private sealed class OfStream(PooledStream stream, int size) : Handle
    {
        internal override Memory<byte> Memory => stream.GetMemory(size);

        internal override void Return() => stream.Dispose();
    }
}
