namespace Tidepool.Tool.Analysis;

/// <summary>A share of a weighted whole, estimated from samples, and its uncertainty.</summary>
/// <param name="Value">The estimate, 0 to 1.</param>
/// <param name="Error">Half the width of the 95 % interval.</param>
/// <param name="Samples">The number of samples that belong to the part.</param>
internal readonly record struct Share(double Value, double Error, int Samples)
{
    /// <summary>The number of standard errors on each side that covers 95 % of a normal distribution.</summary>
    private const double Confidence = 1.96;

    /// <summary>Whether the samples are ticks of an older runtime. They aren't drawn at random, so that no interval follows from them, and
    /// <see cref="Error"/> is too small.</summary>
    internal bool IsOfTicks { get; init; }

    internal double Low => Math.Max(0, Value - Error);

    internal double High => Math.Min(1, Value + Error);

    /// <summary>Estimates the weighted share of the samples that belong to the part.</summary>
    /// <remarks>A ratio estimator. Its variance is that of the weighted residuals, except for objects that are always sampled, which add no uncertainty
    /// (Särndal, Swensson and Wretman, Model Assisted Survey Sampling, chapter 5). If no sample belongs, or all do, the rule of three gives the bound: what
    /// wasn't sampled weighs at most as much as three small samples.</remarks>
    internal static Share Of(IReadOnlyCollection<AllocationSample> samples, Func<AllocationSample, bool> belongs) =>
        Of(samples, static sample => sample, belongs);

    /// <inheritdoc cref="Of(IReadOnlyCollection{AllocationSample}, Func{AllocationSample, bool})"/>
    internal static Share Of<T>(IReadOnlyCollection<T> samples, Func<T, AllocationSample> sampleOf, Func<T, bool> belongs)
    {
        double total = 0;
        double part = 0;
        int count = 0;
        bool areTicks = false;
        foreach (T sample in samples)
        {
            double weight = sampleOf(sample).Weight;
            total += weight;
            areTicks |= sampleOf(sample).IsTick;
            if (belongs(sample))
            {
                part += weight;
                count++;
            }
        }

        if (total == 0)
        {
            return default;
        }

        double value = part / total;
        if (count == 0 || count == samples.Count)
        {
            return new Share(value, Math.Min(1, 3 * SampleWeight.OfSmallest / total), count) { IsOfTicks = areTicks };
        }

        double residuals = 0;
        foreach (T sample in samples)
        {
            double residual = sampleOf(sample).Weight * ((belongs(sample) ? 1 : 0) - value);
            residuals += residual * residual * sampleOf(sample).Doubt;
        }

        return new Share(value, Confidence * Math.Sqrt(residuals) / total, count) { IsOfTicks = areTicks };
    }
}
