namespace Tidepool.Benchmarks.Targets;

/// <summary>A measured figure beside its target.</summary>
/// <param name="Row">The row.</param>
/// <param name="What">What the figure is.</param>
/// <param name="Figure">The figure, over the rounds; its median counts.</param>
/// <param name="Limit">The target.</param>
/// <param name="IsFloor">True where the figure must not be below the limit; false where it must not be above.</param>
internal sealed record TargetOutcome(string Row, string What, Distribution Figure, double Limit, bool IsFloor = false)
{
    public bool IsMet => IsFloor ? Figure.Median >= Limit : Figure.Median <= Limit;
}
