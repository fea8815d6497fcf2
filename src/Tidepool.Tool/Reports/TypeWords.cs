using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Reports;

/// <summary>What all reports say of types other than byte arrays.</summary>
internal static class TypeWords
{
    /// <summary>Arrays that programs use as buffers, besides byte arrays.</summary>
    private static readonly HashSet<string> s_arraysOfNumbers =
    [
        .. new[] { "Char", "SByte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "Single", "Double", "Boolean", "Decimal" }
            .Select(static element => $"System.{element}[]"),
    ];

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
            IfMany(static sample => s_arraysOfNumbers.Contains(sample.Type) && !GrowingCollections.Make(sample),
                "arrays of other types, which ArrayPool<T>.Shared rents, if the code knows when each is done."),
        }.OfType<string>());
        return said.Length == 0 ? null : said;

        string? IfMany(Func<AllocationSample, bool> isOne, string what) =>
            Share.Of(allocations.All, isOne) is var share && share.Value >= judgement.Thresholds.MinByteArrayShare
                ? $"{Words.Percent(share.Value)} of the bytes are {what}" : null;
    }
}
