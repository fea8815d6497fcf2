namespace Tidepool.Benchmarks.Workloads;

/// <summary>Programs used to compare memory allocators, with sizes 8 to 64 times the originals'.</summary>
internal static class PortedWorkloads
{
    private const int Kibibyte = 1_024;
    private const int Mebibyte = 1 << 20;

    /// <summary>The p of the originals: the number of processors, but at least 2, or nothing would run side by side, and at most 8.</summary>
    public static int Processors { get; } = Math.Clamp(Environment.ProcessorCount, 2, 8);

    /// <summary>Gets rptest, whose buffers a memory row looks at too.</summary>
    public static Workload Realistic { get; } = new(
        "rptest",
        $"{Processors} threads with 100 buffers each, 256 B–256 KiB (exponential, mean 16 KiB): return a random one, every second one another thread's, "
            + "rent another",
        static runs => runs.Realistic(Processors, slots: 100, SizeSequence.Exponential(256, mean: 16 * Kibibyte, 256 * Kibibyte)))
    {
        LargestSize = 256 * Kibibyte,
        BuffersHeld = 100 * Processors,
    };

    /// <summary>Gets all of them.</summary>
    public static IReadOnlyList<Workload> All { get; } =
    [
        Larson("larson", asTasks: false),
        Larson("larson-tasks", asTasks: true),
        Xmalloc("xmalloc", "4,096 B", [4_096]),

        // 17 sizes, four per doubling from 1 KiB on; the original's are eight times smaller.
        Xmalloc(
            "xmalloc-mixed",
            "17 sizes of 64 B–16 KiB",
            [64, 128, 256, 512, 1_024, 1_280, 1_536, 1_792, 2_048, 2_560, 3_072, 4_096, 5_120, 6_144, 8_192, 12_288, 16_384]),
        Cache("cache-scratch", ", each first returns a 64 B buffer rented by another; then rent", startsShared: true),
        Cache("cache-thrash", ": rent 64 B", startsShared: false),
        SmartHeap("sh6bench", "the last 16 outlive the next series", migrates: false),
        SmartHeap("sh8bench", "another thread returns the last 16", migrates: true),
        new(
            "mstress",
            $"{2 * Processors} threads, each half as busy as the one before: rent and fill, verify all bytes and return, exchange 25 % through a 1,000-slot "
                + "area; 64–512 B, 1 % × 100, 0.1 % × 1,000",
            static runs => runs.Stress(2 * Processors, transferSlots: 1_000, StressSizes()))
        {
            LargestSize = 512_000,
            BuffersHeld = 1_000 + (2 * Processors * 256),
        },
        Realistic,
        new(
            "malloc-large",
            "20 live buffers of 5–25 MiB: return a random one, rent another (pools set up for 25 MiB), with eight untimed turns before each: while other peers "
                + "have theirs, which take seconds, Tidepool releases idle buffers, and makes them anew one by one",
            static runs => runs.Large(live: 20, SizeSequence.Uniform(5 * Mebibyte, 25 * Mebibyte)))
        {
            LargestSize = 25 * Mebibyte,
            BuffersHeld = 20,
        },
        new(
            "mleak",
            "start a thread that rents 8 × 4,096 B, touches and returns them, and ends; per thread, starting it included",
            static runs => runs.ThreadChurn(Workload.UsualSize, depth: 8)),
        new(
            "msgpass",
            "3 producers, 2 proxies, 3 consumers (tasks) with bounded channels between, at most 4,096 messages of 1–64 KiB (log-uniform) in batches of 1–16; "
                + "per message",
            static runs => runs.Messages(producers: 3, proxies: 2, consumers: 3, mostBatch: 16, SizeSequence.LogUniform(Kibibyte, 64 * Kibibyte)))
        {
            LargestSize = 64 * Kibibyte,
            BuffersHeld = 4_096,
        },
    ];

    private static Workload Larson(string name, bool asTasks) => new(
        name,
        $"{Processors} × 1,000 buffers of 256 B–64 KiB (log-uniform): return a random one, rent another; every 51,200 of them a new "
            + (asTasks ? "task inherits the buffers" : "thread inherits the buffers"),
        runs => runs.Larson(Processors, slots: 1_000, SizeSequence.LogUniform(256, 64 * Kibibyte), asTasks))
    {
        LargestSize = 64 * Kibibyte,
        BuffersHeld = 1_000 * Processors,
    };

    private static Workload Xmalloc(string name, string what, int[] sizes) => new(
        name,
        $"{Processors / 2} threads rent {what} in batches of 64, {Processors / 2} others return them; at most 100 batches queued",
        runs => runs.Xmalloc(Processors / 2 * 2, batch: 64, mostQueued: 100, sizes))
    {
        LargestSize = sizes.Max(),
        BuffersHeld = 64 * 100,
    };

    private static Workload Cache(string name, string what, bool startsShared) => new(
        name,
        $"{Processors} threads{what}, 100 writes, return",
        runs => runs.Cache(Processors, size: 64, writes: 100, startsShared));

    private static Workload SmartHeap(string name, string what, bool migrates) => new(
        name,
        $"{2 * Processors} threads: rent 64 buffers of 64 B–16 KiB, return every other one in order, most others in reverse; {what}",
        runs => runs.SmartHeap(2 * Processors, series: 64, SizeSequence.Uniform(64, 16 * Kibibyte), migrates))
    {
        LargestSize = 16 * Kibibyte,
        BuffersHeld = 2 * Processors * 80,
    };

    private static int[] StressSizes()
    {
        int[] sizes = SizeSequence.Uniform(64, 512);
        for (int i = 0; i < sizes.Length; i += 100)
        {
            sizes[i] *= i % 1_000 == 0 ? 1_000 : 100;
        }

        return sizes;
    }
}
