namespace Tidepool.TestProgram;

/// <summary>Uses pools in every way that metrics and events report, once for each line of input, until the input ends.</summary>
internal static class TelemetryTarget
{
    private const int BufferSize = 4_096;

    internal static async Task<int> RunAsync(string poolName)
    {
        using BytePool pool = new(new BytePoolOptions { Name = poolName, MinSize = BufferSize, MaxSize = BufferSize, MaxTotalBytes = 2 * BufferSize });
        await Console.Out.WriteLineAsync("pool: ready");
        while (await Console.In.ReadLineAsync() is not null)
        {
            await ServeWaiterAsync(pool);
            pool.Trim();
            MisuseOne(poolName);
        }

        return 0;
    }

    private static async Task ServeWaiterAsync(BytePool pool)
    {
        ByteLease first = pool.Rent(BufferSize);
        ByteLease second = pool.Rent(BufferSize);
        ValueTask<ByteLease> waiting = pool.RentAsync(BufferSize);
        first.Return();
        (await waiting).Return();
        second.Return();
    }

    private static void MisuseOne(string poolName)
    {
        using BytePool pool = new(new BytePoolOptions { Name = poolName + " checked", Mode = PoolMode.Checked });
        ByteLease lease = pool.Rent(1_000);
        lease.Return();
        try
        {
            lease.Return();
        }
        catch (BufferAlreadyReturnedException)
        {
            // This misuse is to be reported.
        }
    }
}
