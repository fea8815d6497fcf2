using HdrHistogram;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.Tails;

/// <summary>Times each operation of a workload over all peers, in turn.</summary>
internal sealed class TailMeasurement(MeasurementPlan plan, TimeProvider time)
{
    public static Workload Workload { get; } = new ReplacementWorkload();

    public IReadOnlyList<TailResult> Measure(IReadOnlyList<Peer> peers)
    {
        MeasurementPlan turns = plan.ForThreads;
        List<(TailResult Result, Run Run, int Chunks)> entrants = [];
        try
        {
            foreach (Peer peer in peers.Where(static peer => peer.WhyNot(Workload) is null))
            {
                Run run = peer.Bind(Workload);
                entrants.Add((new TailResult(peer.Name, ((ITimedRun)run).TakeTimes(), default, default, default), run, 0));
                new WarmUp(time).Execute(run, plan.WarmUp, plan.Quiet);
                entrants[^1] = entrants[^1] with { Chunks = new Calibration(time).ChunksPerTurn(run, turns.Turn) };
                ((ITimedRun)run).TakeTimes();
            }

            for (int round = 0; round < turns.Rounds; round++)
            {
                for (int i = 0; i < entrants.Count; i++)
                {
                    entrants[i] = entrants[i] with { Result = Take(entrants[i].Result, entrants[i].Run, entrants[i].Chunks) };
                }
            }

            return [.. entrants.Select(static entrant => entrant.Result)];
        }
        finally
        {
            entrants.ForEach(static entrant => entrant.Run.Dispose());
        }
    }

    private TailResult Take(TailResult before, Run run, int chunks)
    {
        Collections collections = Collections.Count();
        TimeSpan paused = GC.GetTotalPauseDuration();
        long start = time.GetTimestamp();
        run.Execute(chunks);
        HistogramBase times = before.Times;
        TailResult after = before with
        {
            Elapsed = before.Elapsed + time.GetElapsedTime(start),
            Paused = before.Paused + GC.GetTotalPauseDuration() - paused,
            Collections = before.Collections + (Collections.Count() - collections),
        };
        times.Add(((ITimedRun)run).TakeTimes());
        return after;
    }
}
