namespace Tidepool.Benchmarks.Measurement;

/// <summary>Median and quartiles of a few values.</summary>
internal readonly record struct Distribution(double LowerQuartile, double Median, double UpperQuartile)
{
    /// <param name="values">At least one value, in any order.</param>
    public static Distribution Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new Distribution(Quantile(sorted, 0.25), Quantile(sorted, 0.5), Quantile(sorted, 0.75));
    }

    /// <summary>Each value less <paramref name="amount"/>.</summary>
    public Distribution Less(double amount) => new(LowerQuartile - amount, Median - amount, UpperQuartile - amount);

    /// <summary>Each value as a fraction of <paramref name="whole"/>.</summary>
    public Distribution Over(double whole) => new(LowerQuartile / whole, Median / whole, UpperQuartile / whole);

    /// <summary>Interpolates linearly between neighbours, so that few rounds still give sensible quartiles.</summary>
    private static double Quantile(double[] sorted, double q)
    {
        double position = q * (sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((sorted[above] - sorted[below]) * (position - below));
    }
}
