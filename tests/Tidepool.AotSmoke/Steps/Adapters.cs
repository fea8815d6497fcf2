using System.Buffers;

namespace Tidepool.AotSmoke.Steps;

/// <summary>The pool as an array pool, as a memory pool, and as a source of sequences.</summary>
internal static class Adapters
{
    internal static string Run()
    {
        using BytePool pool = new(new BytePoolOptions());
        ArrayPool<byte> arrays = pool.AsArrayPool();
        byte[] array = arrays.Rent(1_000);
        Expect.That(array.Length >= 1_000);
        arrays.Return(array);
        Expect.Throws<BufferAlreadyReturnedException>(() => arrays.Return(array));
        Expect.Throws<ArgumentException>(() => arrays.Return(new byte[1_024]));

        IMemoryOwner<byte> owner = pool.AsMemoryPool().Rent(1_000);
        Expect.That(owner.Memory.Length == 1_000);
        owner.Dispose();
        owner.Dispose();
        Expect.Throws<ObjectDisposedException>(() => owner.Memory.Span.Clear());

        using SequenceLease sequence = pool.RentSequence(200_000);
        Expect.That(sequence.Sequence.Length == 200_000);
        return $"an array, a memory, a sequence of {sequence.Segments.Count()} segments";
    }
}
