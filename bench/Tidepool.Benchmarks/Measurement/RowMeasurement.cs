namespace Tidepool.Benchmarks.Measurement;

/// <summary>Measures one workload over all peers, in turn: A B C, A B C, …</summary>
/// <remarks>
/// Within a round the peers alternate every few milliseconds under nearly the same conditions (clock speed, neighbours on the machine),
/// so their ratio is steadier than their times; the medians over rounds then drop the outliers.
/// </remarks>
internal sealed class RowMeasurement(MeasurementPlan plan, TimeProvider time)
{
    /// <summary>How much longer the first row is warmed up: the code compiled at startup delays the promotion of the first row's code.</summary>
    private const int FirstRowFactor = 4;

    private readonly WarmUp _warmUp = new(time);

    private bool _isFirstRow = true;

    /// <summary>Measures a workload over the peers that can take part in it.</summary>
    public RowResult Measure(Workload workload, IEnumerable<Peer> peers) => new(workload, Measure(workload.Over(peers)));

    /// <summary>Measures each peer's variants against each other, one peer after another.</summary>
    public SeriesResult Measure(WorkloadSeries series, IEnumerable<Peer> peers) =>
        new(series, [.. peers.Where(peer => peer.WhyNot(series) is null).Select(peer => (peer.Name, Measure(series.Over(peer))))]);

    /// <summary>Measures any runs against each other.</summary>
    public IReadOnlyList<PeerResult> Measure(IReadOnlyList<Entrant> entrants)
    {
        List<Run> runs = [];
        try
        {
            foreach (Entrant entrant in entrants)
            {
                runs.Add(entrant.Bind());
            }

            int factor = _isFirstRow ? FirstRowFactor : 1;
            _isFirstRow = false;
            foreach (Run run in runs)
            {
                _warmUp.Execute(run, plan.WarmUp * factor, plan.Quiet * factor);
            }

            MeasurementPlan rowPlan = runs.Exists(static run => run.IsThreaded) ? plan.ForThreads : plan;
            int[] chunks = [.. runs.Select(run => _warmUp.ChunksPerTurn(run, rowPlan.Turn))];
            if (runs.Exists(static run => run.IsOneChunk))
            {
                // Earlier garbage must not be collected in the middle of a turn, which is short.
                GC.Collect();
            }

            runs.ForEach(static run => run.Begin());
            Turn[][] rounds = [.. Enumerable.Range(0, rowPlan.Rounds).Select(_ => Round(runs, chunks, rowPlan.Slices))];
            return [.. entrants.Select((entrant, index) => new PeerResult(
                entrant.Name,
                [.. rounds.Select(round => round[index])],
                runs[index].Times?.Invoke()))];
        }
        finally
        {
            runs.ForEach(static run => run.Dispose());
        }
    }

    private Turn[] Round(List<Run> runs, int[] chunks, int slices)
    {
        Turn[] sums = new Turn[runs.Count];
        for (int slice = 0; slice < slices; slice++)
        {
            for (int i = 0; i < runs.Count; i++)
            {
                sums[i] += Take(runs[i], chunks[i]);
            }
        }

        return sums;
    }

    private Turn Take(Run run, int chunks)
    {
        run.Prepare();
        if (run.Prelude > 0)
        {
            run.Execute(Math.Max(1, (int)(chunks * run.Prelude)));
        }

        Collections collections = Collections.Count();
        TimeSpan paused = GC.GetTotalPauseDuration();
        long allocated = Allocated(run);
        long start = time.GetTimestamp();
        run.Execute(chunks);
        TimeSpan elapsed = time.GetElapsedTime(start);
        Turn turn = new(
            (long)chunks * run.OperationsPerChunk,
            elapsed,
            GC.GetTotalPauseDuration() - paused,
            Allocated(run) - allocated,
            Collections.Count() - collections);
        run.Restore();
        return turn;
    }

    private static long Allocated(Run run) =>
        run.IsThreaded ? GC.GetTotalAllocatedBytes(precise: true) : GC.GetAllocatedBytesForCurrentThread();
}
