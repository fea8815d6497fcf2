using System.Globalization;
using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Reports;

/// <summary>The report as a single page without external resources: the verdict, what to do, and the evidence below.</summary>
internal sealed class HtmlReport
{
    private readonly HtmlPage _page = new();
    private readonly Judgement _judgement;

    private HtmlReport(Judgement judgement) => _judgement = judgement;

    internal static string Page(Judgement judgement, TimeProvider time)
    {
        HtmlReport report = new(judgement);
        string names = string.Join(", ", judgement.Traces.Select(static trace => trace.Target));
        report._page.Begin($"{judgement.Verdict.Headline}: {names}");
        report.AppendVerdict(names, time);
        report.AppendFacts();
        if (judgement.Recommendation is { } advice)
        {
            report.AppendAdvice(advice);
        }

        if (judgement is { Recommendation: null, Allocations: { } allocations })
        {
            report.AppendAllocations(allocations);
        }

        report.AppendPauses();
        if (judgement.Recommendation is not null)
        {
            report.AppendAllocations(judgement.Allocations!);
        }

        report.AppendOverTime();
        report.AppendStacks();
        report.AppendMethod();
        return report._page.End();
    }

    private void AppendVerdict(string names, TimeProvider time)
    {
        string written = time.GetUtcNow().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        _page.Element("p", "about", $"tidepool doctor · {names} · {written} UTC");
        _page.Open("div", _judgement.Verdict.IsPool ? "verdict go" : "verdict stop");
        _page.Element("h1", "", _judgement.Verdict.Headline);
        _page.Element("p", "", _judgement.Verdict.Sentence);
        _page.Element("p", "why", Words.Why(_judgement));
        foreach (string note in _judgement.Notes)
        {
            _page.Element("p", "warning", note);
        }

        foreach (string close in CloseCalls.Of(_judgement))
        {
            _page.Element("p", "", close);
        }

        _page.ElementIfAny("p", "warning", Words.Lost(_judgement));
        _page.ElementIfAny("p", "", Words.Induced(_judgement));
        _page.ElementIfAny("p", "", HeapWords.Kept(_judgement));
        _page.ElementIfAny("p", "", Words.Aged(_judgement));
        _page.ElementIfAny("p", "", HeapWords.IsGrowing(_judgement) ? HeapWords.Growth(_judgement) : null);
        _page.ElementIfAny("p", "", TypeWords.Help(_judgement));
        _page.ElementIfAny("p", "", _judgement.Allocations is { } counted ? SourceWords.NotCounted(counted) : null);
        _page.ElementIfAny("p", "", _judgement is { Recommendation: not null, Allocations: { } uncertain } ? SourceWords.NotCertain(uncertain) : null);
        _page.ElementIfAny("p", "warning", _judgement is { Recommendation: null, Allocations: { } all } ? SourceWords.PoolsThatMiss(all) : null);
        _page.Element("code", "word", _judgement.Verdict.Word);
        _page.Close("div");
    }

    private void AppendFacts()
    {
        PauseSummary pauses = _judgement.Pauses;
        Thresholds limits = _judgement.Thresholds;
        _page.Open("ul", "facts");
        _page.Fact("of the time paused", Words.Percent(pauses.Share), $"limit {Words.Percent(limits.MaxPauseShare)}", pauses.Share > limits.MaxPauseShare);
        if (pauses.HasPercentile)
        {
            _page.Fact("99th percentile of pauses", Words.Milliseconds(pauses.P99), $"limit {Words.Milliseconds(limits.MaxPauseP99)}",
                pauses.P99 > limits.MaxPauseP99);
        }

        _page.Fact("longest pause", Words.Milliseconds(pauses.Longest), $"of {Words.Number(pauses.Count)}",
            isOver: !pauses.HasPercentile && pauses.Longest > limits.MaxPauseP99);
        _page.Fact("allocated", Words.Allocated(pauses), "all types", isOver: false);
        if (_judgement.Allocations is { } allocations)
        {
            bool isOver = allocations.ForAPool.Value >= limits.MinByteArrayShare;
            string name = allocations.FromPools.Samples == 0 ? "of that, byte arrays" : "of that, byte arrays that no pool made";
            _page.Fact(name, Words.Percent(allocations.ForAPool.Value),
                $"limit {Words.Percent(limits.MinByteArrayShare)}", isOver);
        }

        if (_judgement.Triggered is { } triggered)
        {
            _page.Fact("of the pause time triggered by what a pool could serve", Words.Percent(triggered), "estimated", triggered >= limits.MinByteArrayShare);
        }

        _page.Close("ul");
    }

    private void AppendAdvice(Recommendation advice)
    {
        _page.Element("h2", "", _judgement.Verdict.IsPool ? "What a pool would save" : "What a pool would save, if each array is returned");
        _page.Bars(
            "allocation",
            "rate",
            [
                ("now", Words.Rate(advice.BytesPerSecond), new Share(1, 0, 0)),
                ("with a pool", Words.Rate(advice.BytesPerSecondAfter), After(advice)),
            ]);
        _page.Element("p", "", Words.Saving(_judgement));
        _page.ElementIfAny("p", "warning", SourceWords.PoolsThatMiss(_judgement.Allocations!));
        _page.Element("h2", "", _judgement.Verdict.IsPool ? "What to do" : "What to do then");
        _page.Element("p", "", "Create this pool once:");
        _page.Open("div", "two");
        _page.Element("pre", "", advice.Code);
        _page.Element("pre", "", advice.SectionText);
        _page.Close("div");
        _page.ElementIfAny("p", "", Words.Pinned(_judgement, advice));
        _page.Element("p", "", "Rent from it where byte arrays are allocated now:");
        AppendSites("method", "of their bytes", _judgement.Allocations!.ByteArraySites);
        AppendInstead(_judgement.Allocations!);
        _page.Element("p", "", "It serves them with buffers of these sizes:");
        _page.Table(
            ["buffers of up to", "would serve, of all bytes", "buffers at once, about"],
            advice.Buckets.Select(static bucket => (string[])[Words.Size(bucket.Limit), Words.Percent(bucket.Share), Words.Number(bucket.Buffers)]));
        _page.Element("p", "note", Words.Buffers(_judgement));
    }

    private void AppendPauses()
    {
        _page.Element("h2", "", "Pauses over time");
        if (_judgement.Pauses.Count == 0)
        {
            _page.Element("p", "", "There were none.");
        }
        else
        {
            double limit = _judgement.Thresholds.MaxPauseP99;
            bool isLimitShown = Plots.IsInSight(_judgement.Traces, limit);
            string limitText = isLimitShown
                ? "<span><i class=\"warn\"></i>limit of the 99th percentile</span>"
                : $"The limit of the 99th percentile, {Words.Milliseconds(limit)}, is above the chart.";
            _page.Html($"""
                <p class="note legend">The length of each pause in milliseconds, over the seconds of the recording. <span><i class="accent"></i>generation
                2</span> <span><i class="young"></i>generations 0 and 1</span> {limitText}</p>
                """);
            _page.Plot(Plots.Pauses(_judgement.Traces, isLimitShown ? limit : null));
            _page.Table(["collections", "count", "pause, total", "pause, longest"], _judgement.Pauses.Kinds.Select(static kind => (string[])
                [Words.Kind(kind), Words.Number(kind.Count), Words.Milliseconds(kind.Total), Words.Milliseconds(kind.Longest)]));
            _page.Table(["collections were triggered by", "count", "of the pause time"], _judgement.Pauses.Causes.Select(static cause => (string[])
                [Words.Cause(cause.Cause), Words.Number(cause.Count), Words.Percent(cause.Share)]));
        }

        if (_judgement.Traces.Count > 1)
        {
            _page.Element("h2", "", "Trace by trace");
            _page.Table(["trace", "seconds", "pauses", "paused", "p99", "allocated"],
                _judgement.Traces.Select(static trace => (trace.Target, Summary: PauseSummary.Of([trace]))).Select(static row => (string[])
            [
                row.Target, Words.Number(row.Summary.Seconds), Words.Number(row.Summary.Count), Words.Percent(row.Summary.Share),
                row.Summary.HasPercentile ? Words.Milliseconds(row.Summary.P99) : "–", Words.Allocated(row.Summary),
            ]));
        }
    }

    private void AppendOverTime()
    {
        (double, double)[][] rates = [.. _judgement.Traces.Select(static trace => trace.Rates.Where(static reading => reading.Seconds > 0)
            .Select(static reading => (reading.At / 1_000, reading.Bytes / reading.Seconds)).ToArray())];
        AppendLines("Allocation over time", "In megabytes per second, as counted by the runtime.", rates);
        (double, double)[][] heap = [.. _judgement.Traces.Select(static trace =>
            trace.Heap.Select(static reading => (reading.At / 1_000, (double)reading.Bytes)).ToArray())];
        AppendLines("The heap over time", "Its size in megabytes after each collection.", heap);
        _page.ElementIfAny("p", "note", HeapWords.IsGrowing(_judgement) ? null : HeapWords.Growth(_judgement));
        _page.ElementIfAny("p", "note", HeapWords.Finalizers(_judgement));
    }

    private void AppendLines(string title, string note, (double, double)[][] lines)
    {
        (double, double)[][] drawn = [.. lines.Where(static line => line.Length > 1)];
        if (drawn.Length > 0)
        {
            _page.Element("h2", "", title);
            _page.Element("p", "note", drawn.Length == 1 ? note : $"{note} One line for each trace.");
            _page.Plot(Plots.Lines(drawn));
        }
    }

    private void AppendStacks()
    {
        if (_judgement.Allocations is { } allocations && StackNode.Of(allocations.All) is { } root)
        {
            _page.Element("h2", "", "Where memory is allocated");
            _page.Html("""
                <p class="note legend">Each method is above the methods it calls, and as wide as its share of the allocated bytes.
                Click one to enlarge it, or use the arrow keys and Enter; Escape shows everything again.
                <span><i class="accent square"></i>the program's own methods</span> <span><i class="library square"></i>libraries</span>
                <span><i class="warn-fill square"></i>byte arrays</span> <span><i class="young square"></i>other types</span></p>
                """);
            _page.Html(FlameGraph.Html(root));
        }
    }

    private void AppendAllocations(AllocationSummary allocations)
    {
        _page.Element("h2", "", "What is allocated");
        _page.Bars("type", "of all bytes", WithOthers(allocations.Types, static type => type));
        if (!_judgement.IsOfByteArrays)
        {
            _page.Element("h2", "", "What allocates it");
            AppendSites("method, without byte arrays", "of all bytes", allocations.OtherSites);
        }

        if (allocations.Histogram.Count > 0)
        {
            _page.Element("h2", "", "Byte arrays by size");
            _page.Element("p", "note", "Arrays up to each size, and over half of it: their share of the byte arrays' bytes, with its 95 % interval.");
            _page.Plot(Plots.Histogram(allocations.Histogram));
            _page.Element("p", "", $"{Words.Percent(allocations.Large)} of their bytes are on the heaps of large and pinned objects; "
                + $"{Words.Percent(allocations.FromPools)} were made by an existing pool.");
            _page.ElementIfAny("p", "", _judgement.Lifetimes is { } lifetimes ? Words.Lifetimes(lifetimes) : null);
            if (_judgement.Recommendation is null)
            {
                _page.Element("h2", "", "What allocates byte arrays");
                AppendSites("method", "of their bytes", allocations.ByteArraySites);
                AppendInstead(allocations);
            }
        }
    }

    private void AppendInstead(AllocationSummary allocations)
    {
        IReadOnlyList<string> instead = Words.Instead(allocations);
        if (instead.Count > 0)
        {
            _page.Element("p", "", "What to write instead:");
            _page.Open("ul", "");
            foreach (string call in instead)
            {
                _page.Element("li", "", call);
            }

            _page.Close("ul");
        }
    }

    private void AppendMethod()
    {
        _page.Open("footer", "");
        foreach (string sentence in _judgement.Recordings)
        {
            _page.Element("p", "", sentence);
        }

        _page.Element("p", "", _judgement.Sampled.Any(static part => part.AreTicks)
            ? "Shares are estimates without intervals, since these samples aren't random. For a saving, “about” is an estimate, and "
                + "“at most” a bound."
            : "“±” and the thin lines on bars are 95 % intervals of what was sampled. For a saving, “about” is an estimate, and “at most” a "
            + "bound.");
        _page.Close("footer");
    }

    private void AppendSites(string name, string ofWhat, Ranking<CallSite> sites) => _page.Bars(name, ofWhat, WithOthers(sites, Name));

    private static IEnumerable<(string Name, string Value, Share Share)> WithOthers<TKey>(Ranking<TKey> ranking, Func<TKey, string> nameOf)
        where TKey : notnull
    {
        IEnumerable<(string, string, Share)> top = ranking.Top.Select(part => (nameOf(part.Key), Words.Percent(part.Share), part.Share));
        return Words.Others(ranking) is { } others ? top.Append((others, Words.Percent(ranking.OthersShare), ranking.OthersShare)) : top;
    }

    private static string Name(CallSite site) => site.Pool is { } pool ? $"{site.Text}, a miss of {pool}" : site.Text;

    /// <summary>The allocation rate with a pool, as a share of the rate now, with its interval.</summary>
    private static Share After(Recommendation advice) => new(
        advice.BytesPerSecondAfter / advice.BytesPerSecond, (advice.HighestAfter - advice.LowestAfter) / 2 / advice.BytesPerSecond, 0)
        { IsOfTicks = advice.Pooled.IsOfTicks };
}
