using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Tidepool.TestProgram.Hosts;

/// <summary>A plug-in's use of pools before it is unloaded. Runs in a load context of its own, with its own copy of Tidepool.</summary>
internal static class PlugIn
{
    private static readonly List<BytePool> s_kept = [];

    /// <summary>A pool of each mode, used and kept, with leases that are out, dropped and forgotten; the process's own pool; threads that have ended.</summary>
    /// <param name="factory">The host's factory, which outlives the plug-in; null for none.</param>
    /// <param name="disposes">Whether the pools are disposed at the end, or left to the collector.</param>
    public static void Run(IMeterFactory? factory, bool disposes)
    {
        foreach (PoolMode mode in Enum.GetValues<PoolMode>())
        {
            BytePool pool = new(new BytePoolOptions
            {
                Name = "plug-in",
                Mode = mode,
                MeterFactory = factory,
                LeakSamplingInterval = 1,
                SampledMode = mode == PoolMode.Standard ? PoolMode.Checked : PoolMode.Standard,
                SampledModeInterval = 2,
                MaxTotalBytes = 50_000_000,
                OnMisuse = static _ => { },
            });
            s_kept.Add(pool);
            Use(pool);
        }

        Use(BytePool.Shared);
        Use(BytePool.Unpooled);
        Thread thread = new(static () => s_kept.ForEach(Use));
        thread.Start();
        thread.Join();
        GC.Collect();
        if (disposes)
        {
            s_kept.ForEach(static pool => pool.Dispose());
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Use(BytePool pool)
    {
        for (int size = 1; size <= 20_000_000; size *= 100)
        {
            for (int time = 0; time < 40; time++)
            {
                using ByteLease lease = pool.Rent(size);
                lease.Span[0] = 1;
            }

            // A dropped lease.
            pool.Rent(size);
        }

        pool.AsArrayPool().Return(pool.AsArrayPool().Rent(1_000));
        pool.AsMemoryPool().Rent(1_000).Dispose();
        _ = pool.RentAsync(1_000).AsTask();
        pool.RentSequence(200_000).Dispose();
        _ = pool.GetStatistics();
    }
}
