using System.Runtime;

namespace Tidepool.Benchmarks.Measurement;

/// <summary>Measures one workload over all peers, in turn: A B C, A B C, …</summary>
/// <remarks>
/// <para>Within a round the peers alternate every few milliseconds under nearly the same conditions (clock speed, neighbours on the machine),
/// so their ratio is steadier than their times; the medians over rounds then drop the outliers.</para>
/// <para>Code is promoted in the background, after a delay, twice (once to gather a profile, once to use it). So a warm-up ends when the
/// process has compiled no method for a while, not after a number of calls.</para>
/// </remarks>
internal sealed class RowMeasurement(MeasurementPlan plan, TimeProvider time)
{
    /// <summary>How much longer the first row is warmed up: the code compiled at startup delays the promotion of the first row's code.</summary>
    private const int FirstRowFactor = 4;

    private const int ChunksBetweenLooks = 4;
    private const int MostChunks = 1 << 24;

    /// <summary>The longest warm-up: beyond it, only unrelated code is still being compiled.</summary>
    private static readonly TimeSpan s_longestWarmUp = TimeSpan.FromSeconds(5);

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
            runs.AddRange(entrants.Select(static entrant => entrant.Bind()));
            int factor = _isFirstRow ? FirstRowFactor : 1;
            _isFirstRow = false;
            runs.ForEach(run => WarmUp(run, plan.WarmUp * factor, plan.Quiet * factor));
            MeasurementPlan rowPlan = runs.Exists(static run => run.IsThreaded) ? plan.ForThreads : plan;
            int[] chunks = [.. runs.Select(run => ChunksPerTurn(run, rowPlan.Turn))];
            if (runs.Exists(static run => run.IsOneChunk))
            {
                // Earlier garbage must not be collected in the middle of a turn, which is short.
                GC.Collect();
            }

            runs.ForEach(static run => run.Begin());
            Turn[][] rounds = Many.Of(rowPlan.Rounds, _ => Round(runs, chunks, rowPlan.Slices));
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

    private void WarmUp(Run run, TimeSpan shortest, TimeSpan quiet)
    {
        long start = time.GetTimestamp();
        long lastChange = start;
        long compiled = JitInfo.GetCompiledMethodCount();
        bool isSettled = false;
        while (!isSettled && time.GetElapsedTime(start) < s_longestWarmUp)
        {
            run.Prepare();
            run.Execute(run.IsOneChunk ? 1 : ChunksBetweenLooks);
            run.Restore();
            if (JitInfo.GetCompiledMethodCount() is var now && now != compiled)
            {
                compiled = now;
                lastChange = time.GetTimestamp();
            }

            isSettled = time.GetElapsedTime(start) >= shortest && time.GetElapsedTime(lastChange) >= quiet;
        }
    }

    /// <summary>Finds how many chunks fill one turn.</summary>
    private int ChunksPerTurn(Run run, TimeSpan turn)
    {
        for (int chunks = 1; !run.IsOneChunk; chunks *= 2)
        {
            long start = time.GetTimestamp();
            run.Execute(chunks);
            TimeSpan elapsed = time.GetElapsedTime(start);

            // A quarter of a turn is long enough to extrapolate from.
            if (elapsed * 4 >= turn || chunks >= MostChunks)
            {
                return (int)Math.Clamp(Math.Round(chunks * (turn / elapsed)), 1, MostChunks);
            }
        }

        return 1;
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

        (int gen0, int gen1, int gen2) = (GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2));
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
            GC.CollectionCount(0) - gen0,
            GC.CollectionCount(1) - gen1,
            GC.CollectionCount(2) - gen2);
        run.Restore();
        return turn;
    }

    private static long Allocated(Run run) =>
        run.IsThreaded ? GC.GetTotalAllocatedBytes(precise: true) : GC.GetAllocatedBytesForCurrentThread();
}
