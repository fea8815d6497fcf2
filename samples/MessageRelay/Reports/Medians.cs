namespace MessageRelay.Reports;

/// <summary>The median, as all reports take it.</summary>
internal static class Medians
{
    /// <param name="sorted">At least one value, in ascending order.</param>
    public static double Of(IReadOnlyList<double> sorted)
    {
        int middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
