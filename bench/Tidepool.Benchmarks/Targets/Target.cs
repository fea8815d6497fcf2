namespace Tidepool.Benchmarks.Targets;

/// <summary>A measured figure beside its target.</summary>
/// <param name="Row">The row.</param>
/// <param name="What">What the figure is.</param>
/// <param name="Figure">The figure, over the rounds; its median counts.</param>
/// <param name="Limit">The target.</param>
/// <param name="IsFloor">True where the figure must not be below the limit; false where it must not be above.</param>
/// <param name="Reason">Why it may be missed, where that was measured and lies in the row or in what it is compared with (<c>--control</c>).</param>
internal sealed record TargetOutcome(string Row, string What, Distribution Figure, double Limit, bool IsFloor = false, string? Reason = null)
{
    public bool IsMet => IsFloor ? Figure.Median >= Limit : Figure.Median <= Limit;
}

/// <summary>A limit on the time of a run, as a fraction of that of the fastest other one; all take turns.</summary>
/// <param name="Row">The row's name.</param>
/// <param name="Description">What one operation is; empty where the row says it.</param>
/// <param name="AtMost">The limit.</param>
/// <param name="Entrants">The run that is judged, then the others.</param>
internal sealed record Target(string Row, string Description, double AtMost, params IReadOnlyList<Entrant> Entrants)
{
    /// <inheritdoc cref="TargetOutcome.Reason"/>
    public string? Reason { get; init; }

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
            string what = $"time / {Rival.Peer}, {times}{description}";
            return new TargetOutcome(Target.Row, what, Subject.RoundRatiosTo(Rival), Target.AtMost, Reason: Target.Reason);
        }
    }
}
