using Tidepool.Benchmarks.Processes;

namespace Tidepool.Benchmarks.Targets;

/// <summary>Targets for memory: what the pool under test holds, and what a small buffer costs beside its bytes.</summary>
internal static class MemoryTargets
{
    private const double MostHeldPerAsked = 1.10;
    private const double MostLeft = 0.10;
    private const double LeastSoonAfter = 0.90;
    private const double MostInUse = 16;
    private const double MostSmallBytes = 200;
    private const double MostCollection = 1.5;
    private const int SmallRounds = 5;

    private const double QuietSeconds = 30;
    private const double SoonSeconds = 5;

    /// <summary>Measures what is held, which takes half a minute, and what a small buffer costs: memory while it is rented, and the collector's time while
    /// it is idle.</summary>
    /// <remarks>Each figure of a small buffer comes from a fresh process, in turn with a process that keeps plain arrays with an object for each.</remarks>
    /// <exception cref="BenchmarkException">A process failed.</exception>
    public static async Task MeasureAsync(Workbench bench)
    {
        bench.Tell(new TargetOutcome(
            "64 B rented",
            "bytes in all: heap, handles, tables",
            await RoundsAsync(ProcessCatalog.SmallRented, BytesInAll),
            MostSmallBytes));
        bench.Tell(new TargetOutcome(
            "full collection",
            "time / that with arrays and an object each, 300,000 × 64 B idle",
            await RoundsAsync(ProcessCatalog.SmallIdle, static (pool, plain) => Milliseconds(pool) / Milliseconds(plain)),
            MostCollection,
            Reason: "each buffer has a weak handle, by which a dropped lease is noticed (a quarter of the time), and a slot of 72 B instead of an object of "
                + "24"));

        ProcessRow[] surpluses = [ProcessCatalog.Surplus, ProcessCatalog.SurplusHandedOff];
        ProcessMeasurement measurement = new(QuietSeconds);
        IReadOnlyList<Sample>[] samples = await Task.WhenAll(
            ((ProcessRow[])[ProcessCatalog.Burst, .. surpluses]).Select(row => measurement.SampleAsync(row, PeerCatalog.Subject)));
        bench.Tell(Of("held / asked", "buffers' bytes / bytes asked, 1-64 KiB log-uniform, four sizes per doubling", HeldPerAsked(), MostHeldPerAsked));
        bench.Tell(Of("burst, soon after", "of the burst's bytes still idle after 5 s", PartAt(samples[0], SoonSeconds), LeastSoonAfter, isFloor: true));
        bench.Tell(Of("burst, later", "of the burst's bytes still idle after 30 s", PartAt(samples[0], QuietSeconds), MostLeft));
        foreach ((ProcessRow row, IReadOnlyList<Sample> list) in surpluses.Zip(samples.Skip(1)))
        {
            bench.Tell(Of($"{row.Name}, warm", "different buffers in 1,000 rents, the most from 2 s on", MostDistinct(list), MostInUse) with
            {
                Reason = row == ProcessCatalog.SurplusHandedOff ? "a batch that one thread gives another has up to 16 buffers" : null,
            });
            bench.Tell(Of($"{row.Name}, later", "of the burst's bytes still held after 30 s", PartAt(list, QuietSeconds), MostLeft));
        }
    }

    private static TargetOutcome Of(string row, string what, double figure, double limit, bool isFloor = false) =>
        new(row, what, Distribution.Of([figure]), limit, isFloor);

    private static int MostDistinct(IReadOnlyList<Sample> samples) => samples.Skip(1).Max(static sample => sample.Distinct ?? int.MaxValue);

    /// <summary>What the pool holds at a time, as a fraction of what it held at first.</summary>
    private static double PartAt(IReadOnlyList<Sample> samples, double seconds) =>
        (double)(samples.First(sample => sample.Seconds >= seconds).PoolBytes ?? long.MaxValue) / (samples[0].PoolBytes ?? 0);

    /// <summary>Bytes held per byte asked, on the ladder that promises it.</summary>
    private static double HeldPerAsked()
    {
        using BytePool pool = new(new BytePoolOptions { SizeClasses = SizeClassLadder.FourPerDoubling });
        long asked = 0;
        long held = 0;
        foreach (int size in SizeSequence.LogUniform(smallest: 1_024, largest: 64 * 1_024))
        {
            using ByteLease lease = pool.Rent(size);
            asked += lease.Length;
            held += lease.Capacity;
        }

        return (double)held / asked;
    }

    /// <summary>The bytes on the heap, plus those beside it that exceed what the collector keeps for plain objects.</summary>
    private static double BytesInAll(Sample pool, Sample plain) =>
        (pool.HeapBytes + Math.Max(0, (pool.NativeBytes ?? 0) - (plain.NativeBytes ?? 0))) / (double)SmallRented.Count;

    private static double Milliseconds(Sample sample) => sample.CollectionMilliseconds ?? throw new BenchmarkException("A process timed no collection.");

    private static async Task<Distribution> RoundsAsync(ProcessRow row, Func<Sample, Sample, double> figure)
    {
        ProcessMeasurement measurement = new(amount: 0);
        double[] rounds = new double[SmallRounds];
        for (int i = 0; i < rounds.Length; i++)
        {
            Sample pool = (await measurement.SampleAsync(row, PeerCatalog.Uncapped)).Single();
            rounds[i] = figure(pool, (await measurement.SampleAsync(row, PeerCatalog.Plain)).Single());
        }

        return Distribution.Of(rounds);
    }
}
