namespace Tidepool.AotSmoke.Steps;

/// <summary>Rents, misuses, catches.</summary>
internal static class Handles
{
    internal static string Run()
    {
        using BytePool pool = new(new BytePoolOptions { Name = "smoke" });
        ByteLease lease = pool.Rent(5_000);
        lease.Span.Fill(0x2A);
        Expect.That(lease.Span is [0x2A, .., 0x2A]);
        lease.Return();
        string message = Expect.Throws<BufferAlreadyReturnedException>(lease.Return);
        Expect.That(message.Contains("smoke", StringComparison.Ordinal));
        Expect.Throws<BufferAlreadyReturnedException>(() => lease.Span.Clear());
        Expect.Throws<InvalidOperationException>(() => default(ByteLease).Return());
        Expect.Throws<ArgumentOutOfRangeException>(() => pool.Rent(-1));

        using Allocator allocator = pool.Allocate(100);
        Expect.Throws<BufferAlreadyAllocatedException>(() => allocator.Allocate(1));

        ByteLease handedOver = pool.Rent(5_000);
        Thread other = new(handedOver.Return);
        other.Start();
        other.Join();
        pool.Rent(5_000).Return();
        BytePoolStatistics statistics = pool.GetStatistics();
        Expect.That(statistics is { Hits: 2, Misses: 2, Rented: 1 });
        return message;
    }
    internal static string RunUnpooled()
    {
        ByteLease lease = BytePool.Unpooled.Rent(100);
        lease.Return();
        return Expect.Throws<BufferAlreadyReturnedException>(lease.Return);
    }
}
