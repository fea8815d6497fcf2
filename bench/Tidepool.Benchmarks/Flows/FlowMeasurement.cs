using System.Globalization;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Flows;

/// <summary>Runs the flows over each pool in turn, each time in a fresh process.</summary>
/// <remarks>Fresh, since how many buffers a pool makes depends on what it has made before, and a process has only one <c>ArrayPool.Shared</c>.</remarks>
internal sealed class FlowMeasurement(FlowPlan plan)
{
    /// <summary>Gets the pools; the first is under test.</summary>
    public static IReadOnlyList<FlowPeer> Peers { get; } =
    [
        FlowPeer.Of<TidepoolPeer, ByteLease>(),
        FlowPeer.Of<SharedArrayPoolPeer, ArrayLease>(),
        FlowPeer.Of<LockedStackPeer, ArrayLease>(),
    ];

    /// <exception cref="ChildRunException">A process failed.</exception>
    public async Task<FlowResult> MeasureAsync()
    {
        Dictionary<string, List<FlowSample>> samples = Peers.ToDictionary(static peer => peer.Name, static _ => new List<FlowSample>());
        for (int round = 0; round < plan.Rounds; round++)
        {
            for (int i = 0; i < Peers.Count; i++)
            {
                // Each round begins with another, so that none always has the same predecessor.
                FlowPeer peer = Peers[(i + round) % Peers.Count];
                samples[peer.Name].Add(await SampleAsync(peer));
            }
        }

        return new FlowResult(samples[TidepoolPeer.Name], samples[SharedArrayPoolPeer.Name], samples[LockedStackPeer.Name]);
    }

    private async Task<FlowSample> SampleAsync(FlowPeer peer)
    {
        FlowSample sample = await SampleAsync(peer, []);
        return peer.NeedsListener ? sample with { Made = (await SampleAsync(peer, ["--listen"])).Made } : sample;
    }

    private async Task<FlowSample> SampleAsync(FlowPeer peer, string[] more)
    {
        string[] arguments = [FlowChild.Verb, "--peer", peer.Name, "--messages", plan.Messages.ToString(CultureInfo.InvariantCulture), .. more];
        return (await ChildProgram.SampleAsync<FlowSample>($"flows over {peer.Name}", arguments)).Single();
    }
}
