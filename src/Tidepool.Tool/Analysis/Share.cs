namespace Tidepool.Tool.Analysis;

/// <summary>A part of a weighted whole, and how sure that is.</summary>
/// <param name="Value">0 to 1.</param>
/// <param name="Error">Half of the 95 % interval.</param>
/// <param name="Samples">How many samples belong to the part.</param>
internal readonly record struct Share(double Value, double Error, int Samples)
{
    /// <summary>So many standard errors to each side hold 95 % of a normal distribution.</summary>
    private const double Confidence = 1.96;

    internal double Low => Math.Max(0, Value - Error);

    internal double High => Math.Min(1, Value + Error);

    /// <summary>Estimates the share by weight of those samples that belong.</summary>
    /// <remarks>A ratio estimator: its variance is that of the residuals, each weighed as its sample, but for what was sampled for sure, which leaves no doubt
    /// (Särndal, Swensson and Wretman, Model Assisted Survey Sampling, chapter 5). Where no sample belongs, or all do, the rule of three gives the bound: what
    /// is left unseen has at most the weight of three small samples.</remarks>
    internal static Share Of(IReadOnlyCollection<AllocationSample> samples, Func<AllocationSample, bool> belongs) =>
        Of(samples, static sample => sample, belongs);

    /// <inheritdoc cref="Of(IReadOnlyCollection{AllocationSample}, Func{AllocationSample, bool})"/>
    internal static Share Of<T>(IReadOnlyCollection<T> samples, Func<T, AllocationSample> sampleOf, Func<T, bool> belongs)
    {
        double total = 0;
        double part = 0;
        int count = 0;
        foreach (T sample in samples)
        {
            double weight = sampleOf(sample).Weight;
            total += weight;
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
            return new Share(value, Math.Min(1, 3 * SampleWeight.OfSmallest / total), count);
        }

        double residuals = 0;
        foreach (T sample in samples)
        {
            double residual = sampleOf(sample).Weight * ((belongs(sample) ? 1 : 0) - value);
            residuals += residual * residual * sampleOf(sample).Doubt;
        }

        return new Share(value, Confidence * Math.Sqrt(residuals) / total, count);
    }
}
