using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Memory;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Targets;

/// <summary>Targets for what a small buffer costs beside its bytes: memory while it is rented, and time of the collector while it is idle.</summary>
/// <remarks>Each figure comes from a fresh process, in turn with one that keeps plain arrays with an object each.</remarks>
internal static class SmallBufferTargets
{
    private const double MostBytes = 200;
    private const double MostCollection = 1.5;
    private const int Rounds = 5;

    /// <exception cref="ChildRunException">A process failed.</exception>
    public static async Task<IReadOnlyList<TargetOutcome>> MeasureAsync()
    {
        (MemorySample Pool, MemorySample Plain)[] rented = await SampleAsync(MemoryCatalog.Figures[0]);
        (MemorySample Pool, MemorySample Plain)[] idle = await SampleAsync(MemoryCatalog.Figures[1]);
        return
        [
            new TargetOutcome(
                $"{SmallRentedRow.Size} B rented",
                "bytes in all: heap, handles, tables",
                Distribution.Of(rented.Select(static round => BytesInAll(round.Pool, round.Plain))),
                MostBytes,
                IsFloor: false),
            new TargetOutcome(
                "full collection",
                "time / that with arrays and an object each, 300,000 × 64 B idle",
                Distribution.Of(idle.Select(static round => Milliseconds(round.Pool) / Milliseconds(round.Plain))),
                MostCollection,
                IsFloor: false),
        ];
    }

    /// <summary>What is on the heap, and beside it as far as it is more than the collector keeps for plain objects.</summary>
    private static double BytesInAll(MemorySample pool, MemorySample plain) =>
        (pool.HeapBytes + Math.Max(0, (pool.NativeBytes ?? 0) - (plain.NativeBytes ?? 0))) / (double)SmallRentedRow.Count;

    private static double Milliseconds(MemorySample sample) => sample.CollectionMilliseconds ?? throw new ChildRunException("A process timed no collection.");

    private static async Task<(MemorySample Pool, MemorySample Plain)[]> SampleAsync(MemoryRow row)
    {
        (MemorySample, MemorySample)[] rounds = new (MemorySample, MemorySample)[Rounds];
        for (int round = 0; round < rounds.Length; round++)
        {
            rounds[round] = (await SampleAsync(row, MemoryCatalog.FigurePeers[0]), await SampleAsync(row, MemoryCatalog.FigurePeers[1]));
        }

        return rounds;
    }

    private static async Task<MemorySample> SampleAsync(MemoryRow row, Peer peer) =>
        (await new MemoryMeasurement(TimeSpan.Zero, [row], [peer]).MeasureAsync(static _ => { })).Single().Peers.Single().Samples.Single();
}
