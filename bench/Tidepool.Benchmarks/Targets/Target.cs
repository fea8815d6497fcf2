namespace Tidepool.Benchmarks.Targets;

/// <summary>A limit on the time of a run, as a fraction of that of the fastest other one; all take turns.</summary>
/// <param name="Row">The row's name.</param>
/// <param name="Description">What one operation is; empty where the row says it.</param>
/// <param name="AtMost">The limit.</param>
/// <param name="Entrants">The run that is judged, then the others.</param>
internal sealed record Target(string Row, string Description, double AtMost, params IReadOnlyList<Entrant> Entrants)
{
    public TargetResult Measure(RowMeasurement measurement) => new(this, measurement.Measure(Entrants));
}

/// <summary>What a target's runs took, in their order.</summary>
internal sealed record TargetResult(Target Target, IReadOnlyList<PeerResult> Peers)
{
    /// <summary>Gets the run that is judged.</summary>
    public PeerResult Subject => Peers[0];

    /// <summary>Gets the fastest of the others.</summary>
    public PeerResult Rival { get; } = Peers.Skip(1).MinBy(static peer => peer.Nanoseconds.Median)
        ?? throw new InvalidOperationException($"{Target.Row}: nothing to compare with.");

    public TargetOutcome Outcome
    {
        get
        {
            string times = $"{Figures.Nanoseconds(Subject.Nanoseconds.Median)} / {Figures.Nanoseconds(Rival.Nanoseconds.Median)} ns";
            string description = Target.Description.Length > 0 ? $"; {Target.Description}" : string.Empty;
            return new TargetOutcome(Target.Row, $"time / {Rival.Peer}, {times}{description}", Subject.RoundRatiosTo(Rival), Target.AtMost);
        }
    }
}
