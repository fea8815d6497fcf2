namespace Tidepool.Tool.Comparing;

/// <summary>Compares two recordings of a program, before and after a change.</summary>
/// <param name="Before">The recording before the change.</param>
/// <param name="After">The recording after the change.</param>
/// <param name="Rows">What changed, and by how much.</param>
internal sealed record Comparison(Measured Before, Measured After, IReadOnlyList<Comparison.Row> Rows)
{
    private const int MostSites = 10;

    internal static Comparison Of(Measured before, Measured after)
    {
        List<Row> rows =
        [
            .. before.BytesPerSecond is { } rateBefore && after.BytesPerSecond is { } rateAfter
                ? [new Row("allocated", Unit.BytesPerSecond, rateBefore, rateAfter)] : Array.Empty<Row>(),
            new("of the time paused", Unit.Share, before.PauseShare, after.PauseShare),
            new("pauses a second", Unit.PerSecond, PerSecond(before), PerSecond(after)),
            new("longest pause", Unit.Milliseconds, new Estimate(before.Longest, null), new Estimate(after.Longest, null)),
        ];
        if (before.ByteArrays is { } arraysBefore && after.ByteArrays is { } arraysAfter)
        {
            rows.Add(new Row("byte arrays", Unit.BytesPerSecond, arraysBefore, arraysAfter));

            // A method that isn't among the largest of one recording allocated next to nothing there, as far as was observed.
            rows.AddRange(before.Sites.Keys.Union(after.Sites.Keys)
                .Select(name => new Row(name, Unit.BytesPerSecond, before.Sites.GetValueOrDefault(name, Nothing(arraysBefore)),
                    after.Sites.GetValueOrDefault(name, Nothing(arraysAfter))))
                .OrderByDescending(static row => Math.Abs(row.Difference.Value))
                .Take(MostSites));
        }

        return new Comparison(before, after, rows);
    }

    private static Estimate Nothing(Estimate whole) => new(0, whole.Error);

    /// <summary>Pauses per second. Their number is assumed to follow a Poisson distribution, so its standard error is its square root.</summary>
    private static Estimate PerSecond(Measured measured) =>
        measured.Seconds == 0 ? default : new Estimate(measured.Pauses / measured.Seconds, 1.96 * Math.Sqrt(Math.Max(1, measured.Pauses)) / measured.Seconds);

    internal enum Unit
    {
        BytesPerSecond,
        Share,
        PerSecond,
        Milliseconds,
    }

    /// <summary>One figure, from both recordings.</summary>
    internal sealed record Row(string What, Unit Unit, Estimate Before, Estimate After)
    {
        internal Estimate Difference => After.Since(Before);

        /// <summary>Whether the 95 % interval of the difference excludes 0; null if there is no interval.</summary>
        internal bool? IsMoreThanNoise => Difference.Error is { } error ? Math.Abs(Difference.Value) > error : null;
    }
}
