namespace Tidepool.Tool.Comparing;

/// <summary>A figure, and half the width of its 95 % interval.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Error">Half the width of the interval; null if the recording doesn't provide it.</param>
internal readonly record struct Estimate(double Value, double? Error)
{
    /// <summary>The difference from an earlier figure, with the interval of the difference.</summary>
    internal Estimate Since(Estimate before) =>
        new(Value - before.Value, Error is { } mine && before.Error is { } others ? Math.Sqrt((mine * mine) + (others * others)) : null);
}
