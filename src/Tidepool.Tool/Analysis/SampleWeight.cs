namespace Tidepool.Tool.Analysis;

/// <summary>How many bytes a sampled allocation stands for.</summary>
internal static class SampleWeight
{
    /// <summary>The runtime samples each byte with this chance (dotnet/runtime, randomized allocation sampling).</summary>
    private const double Chance = 1.0 / 102_400;

    /// <summary>What the sample of an object stands for that is as small as can be.</summary>
    internal const double OfSmallest = 1 / Chance;

    /// <summary>The size over the chance that an object of this size is sampled at all.</summary>
    internal static double OfSampled(long size) => size / (1 - Math.Pow(1 - Chance, size));
}
