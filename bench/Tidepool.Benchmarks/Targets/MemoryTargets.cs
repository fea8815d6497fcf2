using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Memory;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.Targets;

/// <summary>Targets for the memory that the pool under test holds.</summary>
internal static class MemoryTargets
{
    private const double MostHeldPerAsked = 1.10;
    private const double MostLeft = 0.10;
    private const double LeastSoonAfter = 0.90;
    private const double MostInUse = 16;

    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(5);

    /// <summary>Takes half a minute, in processes of their own.</summary>
    public static async Task<IReadOnlyList<TargetOutcome>> MeasureAsync()
    {
        MemoryRow burst = new BurstRow(forcesCollections: false);
        MemoryRow[] surpluses = [new SurplusRow(handedOff: false), new SurplusRow(handedOff: true)];
        Peer[] subject = [.. MemoryCatalog.Peers.Where(peer => peer.Name == PeerCatalog.Subject)];
        IReadOnlyList<MemoryResult> results = await Task.WhenAll(
            ((MemoryRow[])[burst, .. surpluses]).Select(async row => (await new MemoryMeasurement(s_quiet, [row], subject).MeasureAsync(static _ => { })).Single()));
        IReadOnlyList<MemorySample> afterBurst = SamplesOf(burst);
        return
        [
            Of("held / asked", "buffers' bytes / bytes asked, 1-64 KiB log-uniform", HeldPerAsked(), MostHeldPerAsked, isFloor: false),
            Of("burst, soon after", "of the burst's bytes still idle after 5 s", PartAt(afterBurst, s_soon), LeastSoonAfter, isFloor: true),
            Of("burst, later", "of the burst's bytes still idle after 30 s", PartAt(afterBurst, s_quiet), MostLeft, isFloor: false),
            .. surpluses.SelectMany(row => (TargetOutcome[])
            [
                Of($"{row.Name}, warm", "different buffers in 1,000 rents, the most from 2 s on", SamplesOf(row).Skip(1).Max(static sample => sample.Distinct ?? int.MaxValue), MostInUse, isFloor: false),
                Of($"{row.Name}, later", "of the burst's bytes still held after 30 s", PartAt(SamplesOf(row), s_quiet), MostLeft, isFloor: false),
            ]),
        ];

        IReadOnlyList<MemorySample> SamplesOf(MemoryRow row) => results.Single(result => result.Row == row).Peers.Single().Samples;
    }

    private static TargetOutcome Of(string row, string what, double figure, double limit, bool isFloor) => new(row, what, Distribution.Of([figure]), limit, isFloor);

    /// <summary>What the pool holds at a time, as a part of what it held at first.</summary>
    private static double PartAt(IReadOnlyList<MemorySample> samples, TimeSpan time) =>
        (double)(samples.First(sample => sample.Seconds >= time.TotalSeconds).PoolBytes ?? long.MaxValue) / (samples[0].PoolBytes ?? 0);

    private static double HeldPerAsked()
    {
        using BytePool pool = new(new BytePoolOptions());
        long asked = 0;
        long held = 0;
        foreach (int size in SizeSequence.LogUniform(count: 100_000, smallest: 1_024, largest: 64 * 1_024))
        {
            using ByteLease lease = pool.Rent(size);
            asked += lease.Length;
            held += lease.Capacity;
        }

        return (double)held / asked;
    }
}
