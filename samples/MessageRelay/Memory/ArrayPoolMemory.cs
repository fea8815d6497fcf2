using System.Buffers;

namespace MessageRelay.Memory;

/// <summary>Buffers of the framework's shared pool.</summary>
internal sealed class ArrayPoolMemory : MessageMemory
{
    public override MessageBuffer Rent(int size) => new(this, ArrayPool<byte>.Shared.Rent(size), size);

    internal override Memory<byte> GetMemory(in MessageBuffer buffer) => buffer.Array.AsMemory(0, buffer.Length);

    internal override void Return(in MessageBuffer buffer) => ArrayPool<byte>.Shared.Return(buffer.Array!);
}
