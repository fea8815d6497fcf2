using Tidepool.Benchmarks.Measurement;

namespace Tidepool.Benchmarks.Targets;

/// <summary>An adapter measured beside what it stands for.</summary>
internal sealed record AdapterResult(AdapterTarget Target, PeerResult Adapter, PeerResult Rival)
{
    public Distribution Ratio => Adapter.RoundRatiosTo(Rival);

    public TargetOutcome Outcome => new(Target.Name, $"time / {Rival.Peer}", Ratio, Target.AtMost, IsFloor: false);
}
