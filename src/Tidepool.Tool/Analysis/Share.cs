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
    /// <remarks>A ratio estimator: its variance is that of the residuals, each weighed as its sample (Cochran, Sampling Techniques, chapter 6). Where no
    /// sample belongs, or all do,
    /// the rule of three gives the bound that one unseen sample would.</remarks>
    internal static Share Of(IReadOnlyCollection<AllocationSample> samples, Func<AllocationSample, bool> belongs) =>
        Of(samples, static sample => sample.Weight, belongs);

    /// <inheritdoc cref="Of(IReadOnlyCollection{AllocationSample}, Func{AllocationSample, bool})"/>
    internal static Share Of<T>(IReadOnlyCollection<T> samples, Func<T, double> weightOf, Func<T, bool> belongs)
    {
        double total = 0;
        double part = 0;
        int count = 0;
        foreach (T sample in samples)
        {
            total += weightOf(sample);
            if (belongs(sample))
            {
                part += weightOf(sample);
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
            return new Share(value, Math.Min(1, 3.0 / samples.Count), count);
        }

        double residuals = 0;
        foreach (T sample in samples)
        {
            double residual = weightOf(sample) * ((belongs(sample) ? 1 : 0) - value);
            residuals += residual * residual;
        }

        return new Share(value, Confidence * Math.Sqrt(residuals) / total, count);
    }
}
