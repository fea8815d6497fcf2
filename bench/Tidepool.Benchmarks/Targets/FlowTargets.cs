using Tidepool.Benchmarks.Processes;

namespace Tidepool.Benchmarks.Targets;

/// <summary>The command <c>flows</c>: how many buffers a server's flows of messages need, how warm they are, and what that costs.</summary>
/// <remarks>Each time in a fresh process, since how many buffers a pool makes depends on what it has made before, and a process has only one
/// <c>ArrayPool.Shared</c>.</remarks>
internal static class FlowTargets
{
    private const double MostMade = 1.2;
    private const double MostDistinct = 1.1;
    private const double Kibibyte = 1_024;

    private static readonly Peer[] s_peers = [PeerCatalog.Subject, PeerCatalog.Baseline, PeerCatalog.LockedStack];

    public static string Description { get; } =
        $"flows of messages through channels, beside {PeerCatalog.Baseline.Name} and a {PeerCatalog.LockedStack.Name} for each size";

    /// <exception cref="BenchmarkException">A process failed.</exception>
    public static async Task MeasureAsync(Workbench bench, bool quick)
    {
        (int rounds, int messages) = quick ? (2, 80_000) : (7, 400_000);
        List<Sample>[] samples = [.. s_peers.Select(static _ => new List<Sample>())];
        ProcessMeasurement measurement = new(messages);
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < s_peers.Length; i++)
            {
                // Each round begins with a different peer, so that none always has the same predecessor.
                int index = (i + round) % s_peers.Length;
                samples[index].Add(await SampleAsync(measurement, s_peers[index]));
            }
        }

        bench.Show(text => text
            .Section(
                "flows",
                $"{ProcessCatalog.Flows.Description}. Medians and quartiles of {rounds} rounds of {messages:N0} messages, each over each pool in a "
                + "fresh process, in turn. Made: after the warm-up. Held: bytes on the heap at the end, with the pool's own tables.")
            .Table(
                ["pool", ">processor time per message, ns", ">elapsed, ns", ">buffers made", ">KiB held", ">different in 1,000 rents"],
                s_peers.Zip(samples, static (peer, list) => (string[])
                [
                    peer.Name,
                    Cell(list, static sample => sample.ProcessorNanoseconds),
                    Cell(list, static sample => sample.ElapsedNanoseconds),
                    Cell(list, static sample => sample.Made),
                    Cell(list, static sample => sample.HeapBytes / Kibibyte),
                    Cell(list, static sample => sample.Distinct),
                ]))
            .Paragraph($"Processor time: {ProcessorOf(samples, 1)} of {s_peers[1].Name}'s, {ProcessorOf(samples, 2)} of the {s_peers[2].Name}'s."));
        bench.Tell(OfStack(samples, "buffers made", static sample => Math.Max(1, sample.Made ?? 0), MostMade));
        bench.Tell(OfStack(samples, "different buffers in 1,000 rents", static sample => sample.Distinct ?? 0, MostDistinct));
    }

    private static async Task<Sample> SampleAsync(ProcessMeasurement measurement, Peer peer)
    {
        Sample sample = (await measurement.SampleAsync(ProcessCatalog.Flows, peer)).Single();

        // Only a listener can count the buffers that the shared pool makes.
        return peer == PeerCatalog.Baseline
            ? sample with { Made = (await measurement.SampleAsync(ProcessCatalog.FlowsListened, peer)).Single().Made }
            : sample;
    }

    private static string Cell(List<Sample> samples, Func<Sample, double?> figure)
    {
        Distribution figures = Distribution.Of(samples.Select(sample => figure(sample) ?? 0));
        return $"{figures.Median:N0} ({figures.LowerQuartile:N0}–{figures.UpperQuartile:N0})";
    }

    /// <summary>The pool's processor time per message as a fraction of another's, within each round.</summary>
    private static string ProcessorOf(List<Sample>[] samples, int other)
    {
        IEnumerable<double> ratios = samples[0].Zip(samples[other], static (mine, theirs) =>
            (mine.ProcessorNanoseconds ?? 0) / (theirs.ProcessorNanoseconds ?? 0));
        return $"{Figures.Ratio(Distribution.Of(ratios).Median)} ({Figures.Spread(Distribution.Of(ratios))})";
    }

    /// <summary>Each of the pool's rounds over each of the stack's: counts vary by chance from one process to the next, not with the machine's speed.</summary>
    private static TargetOutcome OfStack(List<Sample>[] samples, string what, Func<Sample, double> figure, double limit) => new(
        $"flows, {what}",
        $"of the {PeerCatalog.LockedStack.Name}'s",
        Distribution.Of(samples[0].SelectMany(mine => samples[2].Select(theirs => figure(mine) / figure(theirs)))),
        limit);
}
