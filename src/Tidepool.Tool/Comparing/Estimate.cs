namespace Tidepool.Tool.Comparing;

/// <summary>A figure, and half of its 95 % interval.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Error">Null where the recording doesn't tell.</param>
internal readonly record struct Estimate(double Value, double? Error)
{
    /// <summary>The difference to another, whose interval is that of both together.</summary>
    internal Estimate Since(Estimate before) =>
        new(Value - before.Value, Error is { } mine && before.Error is { } others ? Math.Sqrt((mine * mine) + (others * others)) : null);
}
