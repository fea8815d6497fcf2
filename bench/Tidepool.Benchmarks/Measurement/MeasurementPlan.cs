namespace Tidepool.Benchmarks.Measurement;

/// <summary>How long and how often to measure.</summary>
/// <param name="Rounds">Rounds in each row; in every round each peer has one turn.</param>
/// <param name="Turn">Time one peer's turn is calibrated to.</param>
/// <param name="WarmUp">Shortest warm-up of one peer in one row.</param>
internal sealed record MeasurementPlan(int Rounds, TimeSpan Turn, TimeSpan WarmUp)
{
    public const int DefaultRounds = 15;
    public const int QuickRounds = 3;
    public const int MostRounds = 1_000;

    /// <summary>Figures worth quoting.</summary>
    public static MeasurementPlan Full(int rounds) => new(rounds, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(600));

    /// <summary>Shows that everything works; the figures are rough.</summary>
    public static MeasurementPlan Quick(int rounds) => new(rounds, TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(100));
}
