using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.Measurement;

/// <summary>Measures one workload over all peers, in turn: A B C, A B C, …</summary>
/// <remarks>
/// Within a round the peers alternate every few milliseconds and have nearly the same weather (clock speed, neighbours on the machine), so their ratio is steadier than their
/// times; the medians over rounds then leave out the storms.
/// </remarks>
internal sealed class RowMeasurement(MeasurementPlan plan, TimeProvider time)
{
    /// <summary>The part of a turn executed untimed before it, to bring the peer's own memory back into the processor's caches.</summary>
    private const int PreludeDivisor = 4;

    private readonly WarmUp _warmUp = new(time);
    private readonly Calibration _calibration = new(time);

    public RowResult Measure(Workload workload, IReadOnlyList<Peer> peers)
    {
        List<Run> runs = [];
        try
        {
            foreach (Peer peer in peers)
            {
                runs.Add(peer.Bind(workload));
            }

            foreach (Run run in runs)
            {
                _warmUp.Execute(run, plan.WarmUp);
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

            return new RowResult(workload, [.. peers.Zip(turns, (peer, list) => new PeerResult(peer.Name, list))]);
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
