namespace MessageRelay.Reports;

/// <summary>The ratios of several rounds.</summary>
internal readonly record struct RatioSpread(double Median, double Lowest, double Highest)
{
    /// <param name="ratios">At least one, in any order.</param>
    public static RatioSpread Of(IEnumerable<double> ratios)
    {
        double[] sorted = [.. ratios.Order()];
        return new RatioSpread(Medians.Of(sorted), sorted[0], sorted[^1]);
    }
}
