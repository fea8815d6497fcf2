using Tidepool.Benchmarks.Measurement;

namespace Tidepool.Benchmarks.Growth;

/// <summary>Measures operations with few and with many leases or idle buffers, in turn.</summary>
internal sealed class GrowthMeasurement(MeasurementPlan plan, TimeProvider time)
{
    private readonly WarmUp _warmUp = new(time);

    /// <summary>Measures every row, with each way to hold.</summary>
    public IEnumerable<GrowthResult> Measure() => GrowthRow.All.SelectMany(row => row.Holdings.Select(holding => Measure(row, holding)));

    private GrowthResult Measure(GrowthRow row, Holding holding)
    {
        using GrowthRun few = row.Few(holding);
        using GrowthRun many = row.Many(holding);
        _warmUp.Execute(few, plan.WarmUp, plan.Quiet);
        _warmUp.Execute(many, plan.WarmUp, plan.Quiet);

        // What went before must not be collected in the middle of a turn.
        GC.Collect();
        (double Few, double Many)[] rounds = new (double, double)[plan.Rounds];
        for (int round = 0; round < rounds.Length; round++)
        {
            for (int slice = 0; slice < plan.Slices; slice++)
            {
                rounds[round].Few += Take(few) / plan.Slices;
                rounds[round].Many += Take(many) / plan.Slices;
            }
        }

        return new GrowthResult(
            row,
            holding,
            Distribution.Of(rounds.Select(static round => round.Few)),
            Distribution.Of(rounds.Select(static round => round.Many)),
            Distribution.Of(rounds.Select(static round => round.Many / round.Few)));
    }

    private double Take(GrowthRun run)
    {
        run.Prepare();
        if (run.UsesUp)
        {
            ColdCaches.Make();
        }
        else
        {
            // Untimed: it brings the pool's own memory back into the processor's caches.
            run.Batch();
        }

        long start = time.GetTimestamp();
        run.Batch();
        TimeSpan elapsed = time.GetElapsedTime(start);
        run.Restore();
        return elapsed.TotalNanoseconds / run.OperationsPerChunk;
    }
}
