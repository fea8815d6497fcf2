using System.Globalization;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>Decides whether there are enough samples to say anything about what is allocated.</summary>
internal static class Evidence
{
    /// <summary>The number of samples that is enough for a verdict.</summary>
    internal const int EnoughSamples = 2_000;

    /// <summary>With fewer samples of small objects, no verdict is given.</summary>
    private const int FewestSamples = 100;

    /// <summary>With fewer samples, no verdict is given even if every allocation was sampled: a few large arrays say little about the rest of the
    /// program.</summary>
    private const int FewestForSure = 20;

    /// <summary>If the types of a larger share than this are unknown, shares by type say nothing.</summary>
    private const double MostUnknown = 0.5;

    /// <summary>If no collection happens in this many seconds, collections are so rare that they are hardly a problem. Three looks of ten seconds each may
    /// take a little less than thirty.</summary>
    private const double LongEnough = 29;

    /// <summary>A program that allocates a smaller part of what it did before has stopped working.</summary>
    private const double Remaining = 0.1;

    /// <summary>A shorter recording, in seconds, doesn't tell that.</summary>
    private const double ShortestLook = 1;

    /// <summary>The longest possible recording.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    /// <summary>Whether more samples would make no difference that matters.</summary>
    internal static bool IsEnough(IReadOnlyList<AllocationSample> samples, int enough) => PartOf(samples, enough) >= 1;

    /// <summary>The samples so far as a fraction of what would be enough; over 1 if there are more. Large objects are always sampled, so a few of them are as
    /// reliable as many small ones.</summary>
    internal static double PartOf(IReadOnlyList<AllocationSample> samples, int enough) => samples.Count == 0 ? 0
        : Math.Max(samples.Count / (double)enough, Math.Min(samples.Count / (double)FewestForSure, WorthOf(samples) / enough));

    /// <param name="pauses">The pauses of all recordings.</param>
    /// <param name="mayLackCollections">Whether the events of collections may not have been recorded.</param>
    /// <returns>A sentence saying why harmless pauses don't acquit the garbage collector; null if they do.</returns>
    internal static string? MissingForAcquittal(PauseSummary pauses, bool mayLackCollections = false) =>
        Thresholds.HardlyRan(pauses)
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"It allocated {pauses.BytesPerSecond / 1_000:0} kB/s and used {pauses.ProcessorSeconds / pauses.Seconds:0.0 %} of a processor, so it hardly ran: "
                + $"is it under load? Examine it while it works.")
        : mayLackCollections && pauses.BytesPerSecond >= Thresholds.NextToNothing
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"It allocated {pauses.BytesPerSecond / 1_000_000:0.0} MB/s, but no collection is in the {pauses.Seconds:0} s that were recorded. Either none "
                + $"happened, or their events weren't recorded: those take the keyword 0x1 of Microsoft-Windows-DotNETRuntime. Record it with `--providers "
                + $"Microsoft-Windows-DotNETRuntime:0x80000000001:5`, or with the doctor itself, with --process-id.")
        : pauses.Count == 0 && pauses.Seconds < LongEnough && pauses.BytesPerSecond >= Thresholds.NextToNothing
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"It allocated {pauses.BytesPerSecond / 1_000_000:0.0} MB/s, but no collection happened in the {pauses.Seconds:0} s that were recorded, so it "
                + $"isn't known how long one takes. Record longer, with --duration, or under more load.")
        : null;

    /// <param name="allocations">What was recorded.</param>
    /// <param name="enough">The number of samples that would be enough.</param>
    /// <returns>A sentence saying that there are no samples, too few, or that they lack types; null if there are enough.</returns>
    internal static string? Missing(IReadOnlyList<Findings> allocations, int enough)
    {
        AllocationSample[] samples = [.. allocations.SelectMany(static part => part.Samples)];
        double seconds = allocations.Sum(static part => part.Duration.TotalSeconds);
        if (samples.Length == 0)
        {
            return "Pauses are a problem, but there are no samples of allocations: either they weren't recorded, or the program allocated next to nothing at "
                + "the time. Record it while it works, with --process-id.";
        }

        if (!IsEnough(samples, FewestSamples))
        {
            TimeSpan needed = TimeSpan.FromSeconds(Math.Min(seconds / PartOf(samples, enough), TimeSpan.MaxValue.TotalSeconds / 2));
            string advice = needed <= s_longest
                ? string.Create(CultureInfo.InvariantCulture, $"record for about {needed.TotalSeconds:N0} s, with --duration "
                    + $"{TimeSpan.FromSeconds(Math.Ceiling(needed.TotalSeconds)):c}")
                : "record it under load, for up to an hour, with --duration 01:00:00";
            return string.Create(CultureInfo.InvariantCulture, $"Pauses are a problem, but {Samples(samples.Length)} in {seconds:0} s "
                + $"{(samples.Length == 1 ? "is" : "are")} too few to name the cause: {advice}.");
        }

        return Share.Of(samples, static sample => sample.IsOfUnknownType).Value > MostUnknown
            ? "Pauses are a problem, but the program is native code, which doesn't report the types it allocates. Examine the same program as it "
                + "runs before it is published as native code: `dotnet X.dll`."
            : null;
    }

    /// <param name="pauses">The first recording.</param>
    /// <param name="allocations">What was recorded later.</param>
    /// <returns>A sentence saying that the program hardly allocated any more at the later time; null if it did.</returns>
    internal static string? Ceased(PauseSummary pauses, IReadOnlyList<Findings> allocations)
    {
        double seconds = allocations.Sum(static part => part.Duration.TotalSeconds);
        double rate = allocations.Sum(static part => part.AllocatedBytes) / seconds;
        return seconds < ShortestLook || pauses.BytesPerSecond < Thresholds.NextToNothing || rate > pauses.BytesPerSecond * Remaining ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"Pauses are a problem, but the program allocated {pauses.BytesPerSecond / 1_000_000:0.0} MB/s while they were recorded, and "
                    + $"{rate / 1_000_000:0.0} MB/s while its allocations were. If it works in bursts, record for longer than from one to the next, with "
                    + $"--duration. If it works at its start only, record it from there with dotnet-trace, and judge the trace, with --trace.");
    }

    private static string Samples(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "sample" : "samples")} of allocations");

    /// <summary>The number of samples of small objects that would give shares the same precision as these samples do.</summary>
    private static double WorthOf(IReadOnlyList<AllocationSample> samples)
    {
        double total = samples.Sum(static sample => sample.Weight);
        return total * total / samples.Sum(static sample => sample.Weight * sample.Weight * sample.Doubt);
    }
}
