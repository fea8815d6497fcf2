namespace Tidepool.Tool.Analysis;

/// <summary>Keeps the largest number of live arrays seen at once for each bucket.</summary>
internal sealed class LivePeaks
{
    /// <summary>The number of standard errors that covers 95 % of a normal distribution on each side.</summary>
    private const double Confidence = 1.96;

    private readonly Dictionary<int, (double Count, double Variance)> _peaks = [];

    internal void Look(IEnumerable<AllocationSample> living)
    {
        Dictionary<int, (double Count, double Variance)> now = [];
        foreach (AllocationSample sample in living)
        {
            int bucket = SizeBucket.Of(sample.Length);
            (double count, double variance) = now.GetValueOrDefault(bucket);

            // An object sampled with probability 1/n adds n to the estimate, and n² - n to its variance.
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
