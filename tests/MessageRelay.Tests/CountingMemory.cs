using System.Collections.Concurrent;
using MessageRelay.Memory;

namespace MessageRelay.Tests;

/// <summary>Lends arrays, counts those that are out, refuses a second return, and spoils what was returned so that later use is noticed.</summary>
internal sealed class CountingMemory : MessageMemory
{
    private readonly ConcurrentDictionary<byte[], bool> _out = [];

    public override MessageBuffer Rent(int size)
    {
        byte[] array = new byte[size];
        _out[array] = true;
        return new MessageBuffer(this, array, size);
    }

    public override long? CountRented() => _out.Count;

    internal override Memory<byte> GetMemory(in MessageBuffer buffer) =>
        _out.ContainsKey(buffer.Array!) ? buffer.Array : throw new InvalidOperationException("A buffer was used after its return.");

    internal override void Return(in MessageBuffer buffer)
    {
        if (!_out.TryRemove(buffer.Array!, out _))
        {
            throw new InvalidOperationException("A buffer was returned twice.");
        }

        buffer.Array.AsSpan().Fill(0xDD);
    }
}
