using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Reports;

/// <summary>The report for programs. Its format is described in docs/doctor-json.md. The version increases with every change other than an addition.</summary>
internal static class JsonReport
{
    private const int Version = 1;

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    internal static string Text(Judgement judgement, TimeProvider time) => Document(judgement, time).ToJsonString(s_indented) + "\n";

    private static JsonObject Document(Judgement judgement, TimeProvider time) => new()
    {
        ["version"] = Version,
        ["verdict"] = judgement.Verdict.Word,
        ["reason"] = Words.Why(judgement),
        ["poolsThatMiss"] = judgement.Allocations is { } made ? SourceWords.PoolsThatMiss(made) : null,
        ["otherTypes"] = TypeWords.Help(judgement),
        ["finalizers"] = HeapWords.Finalizers(judgement),
        ["writtenAt"] = time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
        ["recordings"] = new JsonArray([.. judgement.Recordings.Select(static sentence => JsonValue.Create(sentence))]),
        ["notes"] = new JsonArray([.. judgement.Notes.Select(static sentence => JsonValue.Create(sentence))]),
        ["closeCalls"] = new JsonArray([.. CloseCalls.Of(judgement).Select(static sentence => JsonValue.Create(sentence))]),
        ["lostEvents"] = judgement.LostEvents,
        ["thresholds"] = new JsonObject
        {
            ["maxPauseShare"] = judgement.Thresholds.MaxPauseShare,
            ["maxPauseP99Milliseconds"] = judgement.Thresholds.MaxPauseP99,
            ["minByteArrayShare"] = judgement.Thresholds.MinByteArrayShare,
        },
        ["traces"] = new JsonArray([.. judgement.Traces.Select(static trace => Pauses(PauseSummary.Of([trace]), trace.Target))]),
        ["pauses"] = Pauses(judgement.Pauses, name: null),
        ["inducedBy"] = new JsonArray([.. judgement.InducedBy.Select(static caller =>
            new JsonObject
            {
                ["method"] = caller.Site.Method, ["location"] = caller.Site.Location, ["call"] = caller.Site.Call, ["share"] = caller.Share,
            })]),
        ["triggered"] = judgement.Triggered,
        ["heap"] = judgement.Growth is { } growth ? Heap(growth) : null,
        ["kept"] = judgement.Kept is { } kept ? Kept(kept) : null,
        ["aged"] = judgement.Aged is { } aged
            ? new JsonObject { ["low"] = aged.Low, ["high"] = aged.High, ["fromLifetimes"] = aged.AreFollowed } : null,
        ["allocations"] = judgement.Allocations is { } allocations ? Allocations(allocations) : null,
        ["lifetimes"] = judgement.Lifetimes is { } lifetimes ? Lifetimes(lifetimes) : null,
        ["recommendation"] = judgement.Recommendation is { } advice ? Advice(judgement, advice) : null,
    };

    private static JsonObject Pauses(PauseSummary pauses, string? name)
    {
        JsonObject json = [];
        if (name is not null)
        {
            json["name"] = name;
        }

        json["seconds"] = pauses.Seconds;
        json["count"] = pauses.Count;
        json["share"] = pauses.Share;
        json["shareError"] = pauses.ShareError;
        json["p50Milliseconds"] = pauses.P50;
        json["p99Milliseconds"] = pauses.HasPercentile ? pauses.P99 : null;
        json["longestMilliseconds"] = pauses.Longest;
        json["allocatedBytesPerSecond"] = pauses.TellsAllocatedBytes ? pauses.BytesPerSecond : null;
        json["allocatedBytesPerSecondError"] = pauses.BytesPerSecondError;
        json["processors"] = pauses.ProcessorSeconds / pauses.Seconds;
        json["kinds"] = new JsonArray([.. pauses.Kinds.Select(static kind => new JsonObject
        {
            ["generation"] = kind.Generation,
            ["reason"] = kind.Reason,
            ["count"] = kind.Count,
            ["totalMilliseconds"] = kind.Total,
            ["longestMilliseconds"] = kind.Longest,
        })]);
        json["causes"] = new JsonArray([.. pauses.Causes.Select(static cause => new JsonObject
        {
            ["cause"] = CauseWord(cause.Cause),
            ["count"] = cause.Count,
            ["totalMilliseconds"] = cause.Total,
            ["longestMilliseconds"] = cause.Longest,
            ["share"] = cause.Share,
        })]);
        return json;
    }

    /// <summary>The name of a cause for programs, which need fixed words.</summary>
    private static string CauseWord(GcCause cause) => cause switch
    {
        GcCause.SmallObjects => "small-objects",
        GcCause.LargeObjects => "large-objects",
        GcCause.Induced => "induced",
        GcCause.LowMemory => "low-memory",
        _ => "other",
    };

    private static JsonObject Kept(KeptArrays kept) => new()
    {
        ["share"] = kept.Share,
        ["low"] = kept.Low,
        ["high"] = kept.High,
        ["heapBytesPerSecond"] = kept.Growth.BytesPerSecond,
        ["heapBytesAtFirst"] = kept.Growth.From,
        ["heapBytesAtLast"] = kept.Growth.To,
        ["fullCollections"] = kept.Growth.FullCollections,
        ["survived"] = kept.Survived?.Value,
    };

    private static JsonObject Heap(HeapGrowth growth) => new()
    {
        ["grows"] = growth.IsNotable,
        ["bytesPerSecond"] = growth.BytesPerSecond,
        ["bytesPerSecondError"] = growth.Error,
        ["bytesAtFirst"] = growth.From,
        ["bytesAtLast"] = growth.To,
        ["fullCollections"] = growth.FullCollections,
        ["seconds"] = growth.Seconds,
        ["tellsTrend"] = growth.TellsTrend,
        ["bytesPerMinute"] = growth.BytesPerMinute,
        ["bytesPerMinuteError"] = growth.BytesPerMinuteError,
        ["text"] = HeapWords.Trend(growth),
    };

    private static JsonObject Allocations(AllocationSummary allocations) => new()
    {
        ["samples"] = allocations.Samples,
        ["bytesPerSecond"] = allocations.BytesPerSecond,
        ["byteArrays"] = Shares(allocations.ByteArrays),
        ["byteArraysThatNoPoolMade"] = Shares(allocations.ForAPool),
        ["worthPooling"] = Shares(allocations.WorthPooling),
        ["tooSmall"] = Shares(allocations.TooSmall),
        ["outOfReach"] = Shares(allocations.OutOfReach),
        ["byUnknownCalls"] = Shares(allocations.ByUnknownCalls),
        ["largeObjectHeap"] = Shares(allocations.Large),
        ["fromPools"] = Shares(allocations.FromPools),
        ["types"] = new JsonArray([.. allocations.Types.Top.Select(static type => With(Shares(type.Share), "type", type.Key))]),
        ["typesNotListed"] = NotListed(allocations.Types),
        ["histogram"] = new JsonArray([.. allocations.Histogram.Select(static bucket => With(Shares(bucket.Share), "upTo", bucket.Limit))]),
        ["byteArraySites"] = Sites(allocations.ByteArraySites),
        ["byteArraySitesNotListed"] = NotListed(allocations.ByteArraySites),
        ["poolSites"] = Sites(allocations.PoolSites),
        ["poolSitesNotListed"] = NotListed(allocations.PoolSites),
        ["otherSites"] = Sites(allocations.OtherSites),
        ["otherSitesNotListed"] = NotListed(allocations.OtherSites),
    };

    private static JsonObject Lifetimes(LifetimeSummary lifetimes) => new()
    {
        ["collections"] = lifetimes.Collections,
        ["survivedOne"] = Shares(lifetimes.SurvivedOne),
        ["survivedTwo"] = lifetimes.SurvivedTwo is { } two ? Shares(two) : null,
        ["alive"] = new JsonArray([.. lifetimes.Live.Select(static live =>
            new JsonObject { ["upTo"] = live.Bucket, ["peak"] = live.Peak, ["atMost"] = live.AtMost })]),
    };

    private static JsonObject Advice(Judgement judgement, Recommendation advice) => new()
    {
        ["code"] = advice.Code,
        ["configuration"] = advice.Section,
        ["buckets"] = new JsonArray([.. advice.Buckets.Select(static bucket =>
            With(With(Shares(bucket.Share), "upTo", bucket.Limit), "buffers", bucket.Buffers))]),
        ["buffersFromLifetimes"] = advice.KnowsLifetimes,
        ["pooled"] = Shares(advice.Pooled),
        ["allocatedBytesPerSecond"] = advice.BytesPerSecond,
        ["allocatedBytesPerSecondAfter"] = advice.BytesPerSecondAfter,
        ["allocatedBytesPerSecondAfterLow"] = advice.Pooled.IsOfTicks ? null : advice.LowestAfter,
        ["allocatedBytesPerSecondAfterHigh"] = advice.Pooled.IsOfTicks ? null : advice.HighestAfter,
        ["kept"] = advice.Kept?.Share ?? 0,
        ["pauseSavedAbout"] = advice.Pause.About,
        ["pauseSavedAtMost"] = advice.Pause.AtMost,
        ["pauseBoundFromLifetimes"] = advice.Pause.KnowsSurvivors,
        ["pinned"] = Words.Pinned(judgement, advice),
        ["saving"] = Words.Saving(judgement),
    };

    private static JsonArray Sites(Ranking<CallSite> sites) => new([.. sites.Top.Select(static site => Site(site.Key, site.Share))]);

    private static JsonObject NotListed<TKey>(Ranking<TKey> ranking)
        where TKey : notnull =>
        With(Shares(ranking.OthersShare), "count", ranking.Others);

    private static JsonObject Site(CallSite site, Share share)
    {
        JsonObject json = Shares(share);
        json["method"] = site.Method;
        json["location"] = site.Location;
        json["runBy"] = site.RunBy;
        json["call"] = site.Call;
        json["instead"] = site.Known?.Instead;
        json["canBePooled"] = site.Known?.CanBePooled;
        json["pool"] = site.Pool;
        return json;
    }

    private static JsonObject Shares(Share share) => new()
    {
        ["share"] = share.Value,
        ["low"] = share.IsOfTicks ? null : share.Low,
        ["high"] = share.IsOfTicks ? null : share.High,
        ["samples"] = share.Samples,
    };

    private static JsonObject With(JsonObject json, string name, JsonNode? value)
    {
        json[name] = value;
        return json;
    }
}
