namespace Tidepool.Tool.Analysis;

/// <summary>Keeps, for each bucket, the most arrays that were alive at one of many looks.</summary>
internal sealed class LivePeaks
{
    /// <summary>So many standard errors hold 95 % of a normal distribution.</summary>
    private const double Confidence = 1.96;

    private readonly Dictionary<int, (double Count, double Variance)> _peaks = [];

    internal void Look(IEnumerable<AllocationSample> living)
    {
        Dictionary<int, (double Count, double Variance)> now = [];
        foreach (AllocationSample sample in living)
        {
            int bucket = SizeBucket.Of(sample.Length);
            (double count, double variance) = now.GetValueOrDefault(bucket);

            // Each sample came with a chance of one in so many: so many are the estimate, and their square less themselves its variance.
            now[bucket] = (count + sample.Objects, variance + (sample.Objects * (sample.Objects - 1)));
        }

        foreach ((int bucket, (double Count, double Variance) found) in now)
        {
            if (found.Count > _peaks.GetValueOrDefault(bucket).Count)
            {
                _peaks[bucket] = found;
            }
        }
    }

    internal IReadOnlyList<LiveCount> Counts() =>
    [
        .. _peaks.OrderBy(static peak => peak.Key)
            .Select(static peak => new LiveCount(peak.Key, peak.Value.Count, peak.Value.Count + (Confidence * Math.Sqrt(Math.Max(0, peak.Value.Variance))))),
    ];
}
