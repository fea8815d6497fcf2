using System.Buffers;

namespace Tidepool.Soak;

/// <summary>A buffer's whole life through one of the adapters for other APIs, with its contents verified.</summary>
internal static class AdapterUse
{
    private const int MostBytes = 20_000;

    /// <summary>Uses one of the adapters.</summary>
    /// <returns>The adapter's name, and whether the bytes read are those that were written.</returns>
    internal static (string Name, bool IsIntact) Run(BytePool pool, Random random)
    {
        byte[] data = new byte[random.Next(1, MostBytes)];
        random.NextBytes(data);
        return random.Next(6) switch
        {
            0 => ("allocators", WithAllocator(pool, data)),
            1 => ("arrays", WithArray(pool, data, random)),
            2 => ("memory owners", WithOwner(pool, data)),
            3 => ("writers", WithWriter(pool, data, random)),
            4 => ("streams", WithStream(pool, data, random)),
            _ => ("sequences", WithSequence(pool, data, random)),
        };
    }

    private static bool WithAllocator(BytePool pool, byte[] data)
    {
        using Allocator allocator = pool.Allocate(data.Length);
        data.CopyTo(allocator.Span);
        return allocator.Memory.Span.SequenceEqual(data);
    }

    private static bool WithArray(BytePool pool, byte[] data, Random random)
    {
        ArrayPool<byte> arrays = pool.AsArrayPool();
        byte[] array = arrays.Rent(data.Length);
        data.CopyTo(array, 0);
        bool isIntact = array.AsSpan(0, data.Length).SequenceEqual(data);
        arrays.Return(array, clearArray: random.Next(2) == 0);
        return isIntact;
    }

    private static bool WithOwner(BytePool pool, byte[] data)
    {
        using IMemoryOwner<byte> owner = pool.AsMemoryPool().Rent(data.Length);
        data.CopyTo(owner.Memory.Span);
        bool isIntact = owner.Memory.Span.SequenceEqual(data);
        owner.Dispose();
        return isIntact;
    }

    private static bool WithWriter(BytePool pool, byte[] data, Random random)
    {
        using PooledBufferWriter writer = new(pool, (BufferLayout)random.Next(2), random.Next(1, 2_000));
        for (int at = 0; at < data.Length;)
        {
            int count = Math.Min(random.Next(1, 3_000), data.Length - at);
            writer.Write(data.AsSpan(at, count));
            at += count;
        }

        return writer.WrittenSequence.ToArray().AsSpan().SequenceEqual(data);
    }

    private static bool WithStream(BytePool pool, byte[] data, Random random)
    {
        using PooledStream stream = new(pool, random.Next(100, 4_000));
        stream.Write(data);
        return stream.GetReadOnlySequence().ToArray().AsSpan().SequenceEqual(data);
    }

    private static bool WithSequence(BytePool pool, byte[] data, Random random)
    {
        using SequenceLease sequence = pool.RentSequence(data.Length, random.Next(100, 4_000));
        int at = 0;
        foreach (Memory<byte> segment in sequence.Segments)
        {
            data.AsSpan(at, segment.Length).CopyTo(segment.Span);
            at += segment.Length;
        }

        return sequence.Sequence.ToArray().AsSpan().SequenceEqual(data);
    }
}
