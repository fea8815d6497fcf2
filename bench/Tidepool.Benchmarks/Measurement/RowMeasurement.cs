using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.Measurement;

/// <summary>Measures one workload over all peers, in turn: A B C, A B C, …</summary>
/// <remarks>
/// Within a round the peers alternate every few milliseconds and have nearly the same weather (clock speed, neighbours on the machine),
/// so their ratio is steadier than their times; the medians over rounds then leave out the storms.
/// </remarks>
internal sealed class RowMeasurement(MeasurementPlan plan, TimeProvider time)
{
    /// <summary>The part of a turn executed untimed before it, to bring the peer's own memory back into the processor's caches.</summary>
    private const int PreludeDivisor = 4;

    /// <summary>How much longer the first row is warmed up: what the program's start compiled delays the promotion of the first row's code.</summary>
    private const int FirstRowFactor = 4;

    private readonly WarmUp _warmUp = new(time);
    private readonly Calibration _calibration = new(time);

    private bool _isFirstRow = true;

    /// <summary>Measures a workload over the peers that can take part in it.</summary>
    public RowResult Measure(Workload workload, IReadOnlyList<Peer> peers)
    {
        Peer[] present = [.. peers.Where(peer => peer.WhyNot(workload) is null)];
        IReadOnlyList<PeerResult> results = Measure([.. present.Select(peer => new Entrant(peer.Name, () => peer.Bind(workload)))]);
        return new RowResult(workload, results, [.. peers.Except(present).Select(peer => new Absence(peer.Name, peer.WhyNot(workload) ?? string.Empty))]);
    }

    /// <summary>Measures each peer's variants against each other, one peer after another.</summary>
    public SeriesResult Measure(WorkloadSeries series, IReadOnlyList<Peer> peers)
    {
        List<(string Peer, IReadOnlyList<PeerResult> Variants)> results = [];
        List<Absence> absences = [];
        foreach (Peer peer in peers)
        {
            if (series.Variants.Select(variant => peer.WhyNot(variant.Workload)).FirstOrDefault(reason => reason is not null) is { } reason)
            {
                absences.Add(new Absence(peer.Name, reason));
            }
            else
            {
                results.Add((peer.Name, Measure([.. series.Variants.Select(variant => new Entrant(variant.Workload.Name, () => peer.Bind(variant.Workload)))])));
            }
        }

        return new SeriesResult(series, results, absences);
    }

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

            MeasurementPlan rowPlan = runs.Exists(run => run.IsThreaded) ? plan.ForThreads : plan;

            int[] chunks = [.. runs.Select(run => _calibration.ChunksPerTurn(run, rowPlan.Turn))];
            List<Turn>[] turns = [.. runs.Select(_ => new List<Turn>(rowPlan.Rounds))];
            for (int round = 0; round < rowPlan.Rounds; round++)
            {
                Turn[] sums = Round(runs, chunks, rowPlan.Slices);
                for (int i = 0; i < runs.Count; i++)
                {
                    turns[i].Add(sums[i]);
                }
            }

            return [.. entrants.Zip(turns, (entrant, list) => new PeerResult(entrant.Name, list))];
        }
        finally
        {
            runs.ForEach(run => run.Dispose());
        }
    }

    private Turn[] Round(List<Run> runs, int[] chunks, int slices)
    {
        Turn[] sums = new Turn[runs.Count];
        for (int slice = 0; slice < slices; slice++)
        {
            for (int i = 0; i < runs.Count; i++)
            {
                runs[i].Execute(Math.Max(1, chunks[i] / PreludeDivisor));
                sums[i] += Take(runs[i], chunks[i]);
            }
        }

        return sums;
    }

    private Turn Take(Run run, int chunks)
    {
        Collections collections = Collections.Count();
        long allocated = Allocated(run);
        long start = time.GetTimestamp();
        run.Execute(chunks);
        TimeSpan elapsed = time.GetElapsedTime(start);
        allocated = Allocated(run) - allocated;
        return new Turn((long)chunks * run.OperationsPerChunk, elapsed, allocated, Collections.Count() - collections);
    }

    private static long Allocated(Run run) =>
        run.IsThreaded ? GC.GetTotalAllocatedBytes(precise: true) : GC.GetAllocatedBytesForCurrentThread();
}
