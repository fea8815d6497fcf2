using System.Globalization;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>Whether there are samples enough to say anything of what is allocated.</summary>
internal static class Evidence
{
    /// <summary>Samples that the verdict may rest on.</summary>
    internal const int EnoughSamples = 2_000;

    /// <summary>Under so many samples nothing is said at all, but where they count every byte.</summary>
    private const int FewestSamples = 100;

    /// <summary>Objects of so many bytes are sampled with near certainty, each of them: few tell as much as many.</summary>
    private const long SampledForSure = 512 * 1_024;

    /// <summary>So many of those are enough.</summary>
    private const int FewestForSure = 20;

    /// <summary>Where the types of more than this part aren't known, shares by type say nothing.</summary>
    private const double MostUnknown = 0.5;

    /// <summary>Of all bytes: what is sampled for sure decides alone from here on.</summary>
    private const double NearlyAll = 0.9;

    /// <summary>The longest that can be recorded.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    /// <summary>Whether more samples would make nothing surer that matters: there are as many as were asked for, or nearly all bytes are in arrays that are
    /// sampled for sure.</summary>
    internal static bool IsEnough(IReadOnlyList<AllocationSample> samples, int enough) =>
        samples.Count >= enough || (samples.Count >= FewestForSure && OfLargest(samples) >= NearlyAll);

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

        if (samples.Length < FewestSamples && !IsEnough(samples, enough))
        {
            TimeSpan needed = TimeSpan.FromSeconds(Math.Min(seconds * enough / samples.Length, TimeSpan.MaxValue.TotalSeconds / 2));
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

    private static double OfLargest(IReadOnlyList<AllocationSample> samples) => Share.Of(samples, static sample => sample.Size >= SampledForSure).Value;
}
