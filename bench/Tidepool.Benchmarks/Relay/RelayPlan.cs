namespace Tidepool.Benchmarks.Relay;

/// <summary>How long and how often the relay runs.</summary>
/// <param name="Runs">Runs of the relay; each yields one figure for each ratio.</param>
/// <param name="Rounds">Rounds of a run, in each of which every kind of memory has its turn.</param>
/// <param name="Seconds">Measured seconds of a turn.</param>
/// <param name="WarmUpSeconds">Seconds of a turn before that.</param>
internal sealed record RelayPlan(int Runs, int Rounds, double Seconds, double WarmUpSeconds)
{
    /// <summary>Figures worth quoting; takes some ten minutes.</summary>
    public static RelayPlan Full { get; } = new(5, 9, 3, 1);

    /// <summary>Shows that everything works; the figures are rough.</summary>
    public static RelayPlan Quick { get; } = new(1, 3, 1, 0.5);

    public static RelayPlan Of(bool quick) => quick ? Quick : Full;
}
