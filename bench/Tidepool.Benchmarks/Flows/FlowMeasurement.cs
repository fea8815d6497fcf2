using System.CommandLine;
using Tidepool.Benchmarks.Targets;

namespace Tidepool.Benchmarks.Flows;

/// <summary>Runs the flows over each pool in turn, each time in a fresh process.</summary>
/// <remarks>Fresh, since how many buffers a pool makes depends on what it has made before, and a process has only one <c>ArrayPool.Shared</c>.</remarks>
internal static class FlowMeasurement
{
    private const string Verb = "flows-child";

    /// <summary>Gets the pools; the first is under test.</summary>
    public static IReadOnlyList<Peer> Peers { get; } = [PeerCatalog.Subject, PeerCatalog.Baseline, PeerCatalog.LockedStack];

    /// <summary>The command this class starts the program with, for one round over one peer.</summary>
    public static Command CreateChild()
    {
        Option<string> peer = new("--peer") { Description = "The pool.", Required = true };
        peer.AcceptOnlyFromAmong([.. Peers.Select(static known => known.Name)]);
        Option<int> messages = new("--messages") { Description = "Messages whose time is measured.", Required = true };
        Option<bool> listen = new("--listen") { Description = "Count from events how many buffers are made; the time is then worth nothing." };
        Command command = new(Verb, "Runs the flows once over one pool, and writes a line of JSON. The command flows starts it.") { peer, messages, listen };
        command.SetAction(async (parsed, _) =>
        {
            using ArrayPoolListener? listener = parsed.GetValue(listen) ? new ArrayPoolListener() : null;
            IRuns runs = Peers.Single(known => known.Name == parsed.GetValue(peer)).AllRuns;
            ChildProgram.WriteSample(await runs.FlowsAsync(parsed.GetValue(messages), listener));
        });
        return command;
    }

    /// <exception cref="BenchmarkException">A process failed.</exception>
    public static async Task<FlowResult> MeasureAsync(FlowPlan plan)
    {
        Dictionary<Peer, List<FlowSample>> samples = Peers.ToDictionary(static peer => peer, static _ => new List<FlowSample>());
        for (int round = 0; round < plan.Rounds; round++)
        {
            for (int i = 0; i < Peers.Count; i++)
            {
                // Each round begins with a different peer, so that none always has the same predecessor.
                Peer peer = Peers[(i + round) % Peers.Count];
                FlowSample sample = await SampleAsync(plan, peer);

                // Only a listener can count the buffers that the shared pool makes.
                samples[peer].Add(peer == PeerCatalog.Baseline ? sample with { Made = (await SampleAsync(plan, peer, "--listen")).Made } : sample);
            }
        }

        return new FlowResult(samples[PeerCatalog.Subject], samples[PeerCatalog.Baseline], samples[PeerCatalog.LockedStack]);
    }

    private static async Task<FlowSample> SampleAsync(FlowPlan plan, Peer peer, params string[] more)
    {
        string[] arguments = [Verb, "--peer", peer.Name, "--messages", plan.Messages.ToString(CultureInfo.InvariantCulture), .. more];
        return (await ChildProgram.SampleAsync<FlowSample>($"flows over {peer.Name}", arguments)).Single();
    }
}

/// <summary>The rounds of all pools.</summary>
internal sealed record FlowResult(IReadOnlyList<FlowSample> Subject, IReadOnlyList<FlowSample> Shared, IReadOnlyList<FlowSample> Stack)
{
    private const double MostMade = 1.2;
    private const double MostDistinct = 1.1;

    /// <summary>Gets the outcomes of the targets.</summary>
    public IReadOnlyList<TargetOutcome> Outcomes =>
    [
        OfStack("buffers made", static sample => Math.Max(1, sample.Made), MostMade),
        OfStack("different buffers in 1,000 rents", static sample => sample.Distinct, MostDistinct),
    ];

    /// <summary>The processor time per message as a fraction of another pool's, within each round.</summary>
    public Distribution ProcessorOf(IReadOnlyList<FlowSample> other) =>
        Distribution.Of(Subject.Zip(other, static (mine, theirs) => mine.ProcessorNanoseconds / theirs.ProcessorNanoseconds));

    /// <summary>Each of the pool's rounds over each of the stack's: counts vary by chance from one process to the next, not with the machine's speed.</summary>
    private TargetOutcome OfStack(string what, Func<FlowSample, double> figure, double limit)
    {
        Distribution ratio = Distribution.Of(Subject.SelectMany(mine => Stack.Select(theirs => figure(mine) / figure(theirs))));
        return new TargetOutcome($"flows, {what}", $"of the {PeerCatalog.LockedStack.Name}'s", ratio, limit);
    }
}
