namespace Tidepool.Benchmarks.Targets;

/// <summary>The command <c>targets</c>: every target, and whether it is met here and now.</summary>
internal static class AllTargets
{
    private const int Rounds = 9;

    public static async Task MeasureAsync(Workbench bench, bool quick, bool relay)
    {
        Array.ForEach([.. PeerCatalog.All], static peer => peer.Check());
        foreach (TargetOutcome outcome in RowTargets.Measure(new RowMeasurement(MeasurementPlan.Short(quick, Rounds), bench.Time)))
        {
            bench.Tell(outcome);
        }

        await GrowthTargets.MeasureAsync(bench, quick);

        // The rows' garbage would only take memory from the processes that follow.
        GC.Collect();
        await FlowTargets.MeasureAsync(bench, quick);
        await MemoryTargets.MeasureAsync(bench);
        if (relay)
        {
            await RelayTargets.MeasureAsync(bench, quick);
        }
    }
}
