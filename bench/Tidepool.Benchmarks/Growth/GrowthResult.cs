using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Targets;

namespace Tidepool.Benchmarks.Growth;

/// <summary>What an operation cost with few and with many.</summary>
/// <param name="Row">The operation.</param>
/// <param name="Holding">Who held them.</param>
/// <param name="Few">Nanoseconds per operation with few.</param>
/// <param name="Many">Nanoseconds per operation with many.</param>
/// <param name="Growth">The second over the first, within each round.</param>
internal sealed record GrowthResult(GrowthRow Row, Holding Holding, Distribution Few, Distribution Many, Distribution Growth)
{
    /// <summary>Gets the target's outcome; null where there is no target.</summary>
    public TargetOutcome? Outcome => Row.AtMost is { } limit
        ? new TargetOutcome($"growth: {Row.Name}", $"times; {Row.Description}; {Holders.Name(Holding)}", Growth, limit, IsFloor: false)
        : null;
}
