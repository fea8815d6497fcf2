namespace Tidepool.Tool.Analysis;

/// <summary>Computes how many bytes a sampled allocation represents.</summary>
internal static class SampleWeight
{
    /// <summary>The probability with which the runtime samples each byte (dotnet/runtime, randomized allocation sampling).</summary>
    private const double Chance = 1.0 / 102_400;

    /// <summary>The weight of a sample of the smallest possible object, in bytes.</summary>
    internal const double OfSmallest = 1 / Chance;

    /// <summary>The size of an object divided by the probability that an object of this size is sampled.</summary>
    internal static double OfSampled(long size) => size / (1 - Math.Pow(1 - Chance, size));
}
