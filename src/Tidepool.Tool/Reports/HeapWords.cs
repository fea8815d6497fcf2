using System.Globalization;
using Tidepool.Tool.Advice;

namespace Tidepool.Tool.Reports;

/// <summary>What all reports say of a heap that grows, or may grow.</summary>
internal static class HeapWords
{
    private const double Kilo = 1_000;
    private const double Mega = 1_000_000;

    /// <summary>Streams and handles that weren't disposed leave a few at any time. More are worth mentioning.</summary>
    private const int ManyFinalizable = 100;

    /// <summary>What to do about a rise that a longer recording would confirm.</summary>
    private const string Longer = "--duration 00:10:00 records longer, and two dumps of dotnet-gcdump, taken hours apart, show what is added";

    /// <summary>Says how fast the heap grew because arrays aren't freed; null if that is too little to mention.</summary>
    internal static string? Kept(Judgement judgement) => judgement.Kept is not { Share: >= Words.WorthMentioning } kept
        ? null
        : Grew(kept.Growth)
            + (kept.Survived is { } survived ? $", and {Words.Percent(survived)} of the arrays that were followed were alive at the end" : "")
            + $": about {Words.Percent(kept.Share)} ({Words.Percent(kept.Low)} to {Words.Percent(kept.High)}) of the arrays that a pool could serve "
            + $"{(kept.IsCertain ? "aren't freed" : "aren't freed, or not before a full collection")}, and no saving is promised for those."
            + (kept.Survived is null ? $" Whether these arrays stay, or other objects, {Words.Unknown(judgement, "isn't known; --lifetimes tells")}." : "");

    /// <summary>Says how the heap grew, or that this can't be determined; null if <see cref="Kept"/> says so, or if nothing was seen anyway.</summary>
    internal static string? Growth(Judgement judgement) =>
        Kept(judgement) is not null || judgement.Verdict == Verdict.TooLittle || judgement.Pauses.Count == 0 ? null
        : judgement.Growth is { } growth ? Trend(growth)
        : CantTell(HeapGrowth.FullCollectionsIn(judgement.Traces));

    /// <summary>Whether the heap was seen to grow, so that it belongs to the verdict.</summary>
    internal static bool IsGrowing(Judgement judgement) => judgement.Growth is { IsNotable: true } or { Rises: true };

    /// <summary>Says how the heap grew, or that this can't be determined.</summary>
    internal static string Trend(HeapGrowth growth) =>
        growth.IsNotable
        ? $"{Grew(growth)}. If it goes on growing, collections take longer and memory runs out, whatever the verdict here. Find out what is kept, for example "
            + $"with dotnet-gcdump."
            + (growth.FullCollections > 1 ? "" : " No two full collections happened meanwhile, so some of it may be dead objects that weren't collected yet.")
        : !growth.TellsTrend ? CantTell(growth.FullCollections)
        : growth.Rises
        ? $"What full collections left rose by {PerMinute(growth.BytesPerMinute)} (± {PerMinute(growth.BytesPerMinuteError)}), from "
            + $"{Words.Size((long)growth.TrendFrom)} to {Words.Size((long)growth.TrendTo)}, over {Words.Number(growth.FullCollections)} of them in "
            + $"{Seconds(growth)}. That may be a cache that fills, or a slow leak: {Longer}."
        : $"What full collections left didn't rise by more than noise, over {Words.Number(growth.FullCollections)} of them in {Seconds(growth)}. A slow leak, "
            + $"of up to {PerMinute(Math.Max(0, growth.BytesPerMinute) + growth.BytesPerMinuteError)}, wouldn't show: {Longer}.";

    /// <summary>Says that many objects survive because of their finalizers; null if few do.</summary>
    internal static string? Finalizers(Judgement judgement)
    {
        double[] each = [.. judgement.Traces.SelectMany(static trace => trace.Heap).Select(static reading => (double)reading.Finalizable)];
        return each.Length == 0 || each.Average() < ManyFinalizable || judgement.Verdict == Verdict.NoGcProblem ? null
            : $"A collection found, on average, {Words.Number(each.Average())} objects whose finalizers had yet to run. Those, and all that they hold, "
                + "live until the next collection of an older generation. Dispose them, and call GC.SuppressFinalize in Dispose, or do without a finalizer.";
    }

    private static string CantTell(int fullCollections) =>
        $"Whether the heap grows slowly can't be told: {(fullCollections == 0 ? "no full collections were" : fullCollections == 1 ? "one full collection was"
            : $"{fullCollections} full collections were")} seen, and it takes at least {HeapGrowth.EnoughForATrend}. {Longer}.";

    private static string Grew(HeapGrowth growth) =>
        $"The heap grew by {Words.Rate(growth.BytesPerSecond)}, from {Words.Size((long)growth.From)} to {Words.Size((long)growth.To)}"
        + (growth.FullCollections > 1 ? $" over {Words.Number(growth.FullCollections)} full collections" : "");

    private static string Seconds(HeapGrowth growth) => string.Create(CultureInfo.InvariantCulture, $"{growth.Seconds:0} s");

    /// <summary>Formats a rate so that it isn't shown as 0, since no recording can tell that.</summary>
    private static string PerMinute(double bytes) => bytes >= Mega / 10
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / Mega:0.0} MB a minute")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Ceiling(bytes / Kilo)):0} kB a minute");
}
