using System.Globalization;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>Whether there are samples enough to say anything of what is allocated.</summary>
internal static class Evidence
{
    /// <summary>Samples that the verdict may rest on.</summary>
    internal const int EnoughSamples = 2_000;

    /// <summary>Of small objects: under so many samples nothing is said at all.</summary>
    private const int FewestSamples = 100;

    /// <summary>Under so many samples nothing is said, though they count every byte: a few large arrays tell little of what else the program does.</summary>
    private const int FewestForSure = 20;

    /// <summary>Where the types of more than this part aren't known, shares by type say nothing.</summary>
    private const double MostUnknown = 0.5;

    /// <summary>The longest that can be recorded.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    /// <summary>Whether more samples would make nothing surer that matters.</summary>
    internal static bool IsEnough(IReadOnlyList<AllocationSample> samples, int enough) => PartOf(samples, enough) >= 1;

    /// <summary>Which part there is of as many samples as would be enough: over 1 where there are more. Large objects are sampled for sure, each of them, so
    /// that few tell as much as many.</summary>
    internal static double PartOf(IReadOnlyList<AllocationSample> samples, int enough) => samples.Count == 0 ? 0
        : Math.Max(samples.Count / (double)enough, Math.Min(samples.Count / (double)FewestForSure, WorthOf(samples) / enough));

    /// <summary>That a program wasn't at work, in a sentence.</summary>
    internal static string OfLoad(PauseSummary pauses) => string.Create(
        CultureInfo.InvariantCulture,
        $"It allocated {pauses.BytesPerSecond / 1_000:0} kB/s and took {pauses.ProcessorSeconds / pauses.Seconds:0.0 %} of a processor, so that it hardly "
            + $"ran: is it under load? Examine it while it works.");

    /// <param name="allocations">What was recorded.</param>
    /// <param name="enough">Samples that would be enough.</param>
    /// <returns>A sentence: there are no samples, or too few, or they don't tell their types. Null where there are enough.</returns>
    internal static string? Missing(IReadOnlyList<Findings> allocations, int enough)
    {
        AllocationSample[] samples = [.. allocations.SelectMany(static part => part.Samples)];
        double seconds = allocations.Sum(static part => part.Duration.TotalSeconds);
        if (samples.Length == 0)
        {
            return "Pauses are a problem, but there are no samples of allocations: they weren't recorded, or the program allocated next to nothing "
                + "meanwhile. Record while it works, with --process-id.";
        }

        if (!IsEnough(samples, FewestSamples))
        {
            TimeSpan needed = TimeSpan.FromSeconds(Math.Min(seconds / PartOf(samples, enough), TimeSpan.MaxValue.TotalSeconds / 2));
            string advice = needed <= s_longest
                ? string.Create(CultureInfo.InvariantCulture, $"record about {needed.TotalSeconds:N0} s, with --duration "
                    + $"{TimeSpan.FromSeconds(Math.Ceiling(needed.TotalSeconds)):c}")
                : "record while it is under load, for an hour at most, with --duration 01:00:00";
            return string.Create(CultureInfo.InvariantCulture, $"Pauses are a problem, but {samples.Length} samples of allocations in {seconds:0} s are "
                + $"too few to say of what: {advice}.");
        }

        return Share.Of(samples, static sample => sample.IsOfUnknownType).Value > MostUnknown
            ? "Pauses are a problem, but the program is native code, which doesn't tell the types of what it allocates: examine it as it runs on the "
                + "runtime, before it is published so."
            : null;
    }

    /// <summary>So many samples of small objects would make shares as sure as these do.</summary>
    private static double WorthOf(IReadOnlyList<AllocationSample> samples)
    {
        double total = samples.Sum(static sample => sample.Weight);
        return total * total / samples.Sum(static sample => sample.Weight * sample.Weight * sample.Doubt);
    }
}
