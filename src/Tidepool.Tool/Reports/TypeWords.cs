using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Reports;

/// <summary>What all reports say of types other than byte arrays.</summary>
internal static class TypeWords
{
    /// <summary>Says what helps with the types that are most of what is allocated; null if none is known to.</summary>
    internal static string? Help(Judgement judgement)
    {
        if (judgement is not { Verdict: var verdict, Allocations: { } allocations } || verdict != Verdict.NotByteArrays)
        {
            return null;
        }

        string said = string.Join(' ', new[]
        {
            IfMany(static sample => sample.Type == "System.String", "strings, which no pool can hold. To make fewer, append to a StringBuilder in place of "
                + "concatenating in steps, work on spans in place of Substring and Split, and keep those that recur."),
            IfMany(static sample => GrowingCollections.Make(sample), "arrays of collections that grow, such as List<T> and Dictionary. Pass the capacity to "
                + "their constructors, or keep a collection, and Clear it before its next use."),
            IfMany(static sample => IsOther(sample) && sample.Site.Pool is not null, "arrays of other types that a pool made, which the program already uses. "
                + "Return each of them, in time, and rent no more than are needed."),
            IfMany(static sample => IsMadeByTheProgram(sample) && !IsSmall(sample),
                "arrays of other types, which ArrayPool<T>.Shared rents, if the code knows when each is done."),
            IfMany(static sample => IsMadeByTheProgram(sample) && IsSmall(sample), $"arrays of other types under {AllocationSample.SmallestWorthPooling} B, "
                + "for which a pool costs about as much as the collector. What helps: stackalloc within a method, unless they hold references; a struct with "
                + "inline fields; or slices of one large array."),
            IfMany(static sample => IsOther(sample) && sample.Site is { Pool: null, Call: not null }, "arrays of other types that calls of libraries make "
                + $"({string.Join(", ", Calls(allocations))}). Look for a form of these that takes a span or an array of yours, or keep what they return."),
        }.OfType<string>());
        return said.Length == 0 ? null : said;

        string? IfMany(Func<AllocationSample, bool> isOne, string what) =>
            Share.Of(allocations.All, isOne) is var share && share.Value >= judgement.Thresholds.MinByteArrayShare
                ? $"{Words.Percent(share.Value)} of the bytes are {what}" : null;
    }

    private static bool IsMadeByTheProgram(AllocationSample sample) => IsOther(sample) && sample.Site is { Pool: null, Call: null, RunBy: null };

    private static bool IsOther(AllocationSample sample) =>
        sample is { IsByteArray: false } && sample.Type.EndsWith("[]", StringComparison.Ordinal) && !GrowingCollections.Make(sample);

    private static bool IsSmall(AllocationSample sample) => sample.Length < AllocationSample.SmallestWorthPooling;

    /// <summary>The calls that make the most of these arrays.</summary>
    private static IEnumerable<string> Calls(AllocationSummary allocations) =>
        allocations.All.Where(static sample => IsOther(sample) && sample.Site is { Pool: null, Call: not null })
            .GroupBy(static sample => sample.Site.Call!).OrderByDescending(static call => call.Sum(static sample => sample.Weight))
            .Take(Words.MostSitesInASentence).Select(static call => call.Key);
}
