using System.Numerics;

namespace MessageRelay.Memory;

/// <summary>The limit that pools are compared with: for each power of two a plain stack behind a lock, with no checks, no caps and no statistics.</summary>
/// <remarks>Not for real use: it never gives memory back, and after a second return of a buffer, two users share it.</remarks>
internal sealed class ControlMemory : MessageMemory
{
    private readonly IdleArrays[] _bySize = [.. Enumerable.Range(0, 31).Select(log => new IdleArrays(1 << log))];

    public override MessageBuffer Rent(int size) => new(this, Stack(size).Pop(), size);

    internal override Memory<byte> GetMemory(in MessageBuffer buffer) => buffer.Array.AsMemory(0, buffer.Length);

    internal override void Return(in MessageBuffer buffer) => Stack(buffer.Array!.Length).Push(buffer.Array);

    private IdleArrays Stack(int size) => _bySize[BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)size))];

    /// <summary>Idle arrays of one size; what came back last goes out first.</summary>
    private sealed class IdleArrays(int size)
    {
        private readonly Lock _gate = new();
        private readonly Stack<byte[]> _arrays = [];

        public byte[] Pop()
        {
            lock (_gate)
            {
                if (_arrays.TryPop(out byte[]? array))
                {
                    return array;
                }
            }

            return GC.AllocateUninitializedArray<byte>(size);
        }

        public void Push(byte[] array)
        {
            lock (_gate)
            {
                _arrays.Push(array);
            }
        }
    }
}
