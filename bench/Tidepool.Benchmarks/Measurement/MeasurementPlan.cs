namespace Tidepool.Benchmarks.Measurement;

/// <summary>How long and how often to measure.</summary>
/// <param name="Rounds">Rounds in each row; each yields one figure for each peer.</param>
/// <param name="Slices">Slices of a round: in each slice every peer has one turn, and a round's figure is the sum of its slices.</param>
/// <param name="Turn">The time that one peer's turn in a slice is calibrated to.</param>
/// <param name="WarmUp">Shortest warm-up of one peer in one row.</param>
/// <param name="Quiet">How long the JIT must have compiled nothing before a warm-up ends.</param>
/// <remarks>
/// Turns are short because a shared machine's speed changes by half within a second: peers that alternate every few milliseconds see the
/// same speeds, peers that alternate every 50 ms don't.
/// </remarks>
internal sealed record MeasurementPlan(int Rounds, int Slices, TimeSpan Turn, TimeSpan WarmUp, TimeSpan Quiet)
{
    /// <summary>Twice the runtime's own delay before it promotes code (100 ms), and a bit.</summary>
    private static readonly TimeSpan s_twoPromotions = TimeSpan.FromMilliseconds(250);

    public const int DefaultRounds = 15;
    public const int QuickRounds = 3;

    /// <summary>Gets the plan for runs of several threads: one long turn a round.</summary>
    /// <remarks>Threads just woken share a core until the scheduler spreads them, which takes milliseconds; short turns would measure that.</remarks>
    public MeasurementPlan ForThreads => this with { Slices = 1, Turn = Turn * Slices };

    /// <summary>The plan for figures worth quoting, for few rows.</summary>
    /// <param name="quick">True for figures that only show that everything works.</param>
    /// <param name="rounds">The number of rounds, if not the default.</param>
    public static MeasurementPlan Full(bool quick, int? rounds) => quick
        ? Quick(rounds ?? QuickRounds)
        : new(rounds ?? DefaultRounds, 8, TimeSpan.FromMilliseconds(6), TimeSpan.FromMilliseconds(600), s_twoPromotions);

    /// <summary>The plan for many rows over many peers within minutes.</summary>
    /// <param name="quick">True for figures that only show that everything works.</param>
    /// <param name="rounds">The number of rounds otherwise.</param>
    public static MeasurementPlan Short(bool quick, int rounds) => quick
        ? Quick(QuickRounds)
        : new(rounds, 5, TimeSpan.FromMilliseconds(6), TimeSpan.FromMilliseconds(250), s_twoPromotions);

    private static MeasurementPlan Quick(int rounds) =>
        new(rounds, 2, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(150), TimeSpan.FromMilliseconds(150));
}
