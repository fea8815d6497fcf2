using System.Buffers;

namespace Tidepool.Tests.Adapters;

/// <summary>The ways to take bytes from a pool other than by a lease, and to give them back.</summary>
internal static class AdapterKind
{
    private static readonly Dictionary<string, Func<BytePool, int, Action>> s_kinds = new()
    {
        ["array"] = static (pool, bytes) =>
        {
            byte[] array = pool.AsArrayPool().Rent(bytes);
            return () => pool.AsArrayPool().Return(array);
        },
        ["memory"] = static (pool, bytes) => pool.AsMemoryPool().Rent(bytes).Dispose,
        ["memory, owners reused"] = static (pool, bytes) => pool.AsMemoryPool(reuseOwners: true).Rent(bytes).Dispose,
        ["segmented writer"] = static (pool, bytes) => Fill(new PooledBufferWriter(pool), bytes),
        ["contiguous writer"] = static (pool, bytes) => Fill(new PooledBufferWriter(pool, BufferLayout.Contiguous, bytes), bytes),
        ["stream"] = static (pool, bytes) => Fill(new PooledStream(pool, 1_000), bytes),
        ["sequence"] = static (pool, bytes) => pool.RentSequence(bytes, 1_000).Return,
    };

    internal static IEnumerable<string> All => s_kinds.Keys;

    /// <summary>Takes the given number of bytes.</summary>
    /// <returns>An action that gives them back.</returns>
    internal static Action Take(string kind, BytePool pool, int bytes) => s_kinds[kind](pool, bytes);

    private static Action Fill<TWriter>(TWriter writer, int bytes)
        where TWriter : IBufferWriter<byte>, IDisposable
    {
        try
        {
            writer.Write(new byte[bytes]);
            return writer.Dispose;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }
}
