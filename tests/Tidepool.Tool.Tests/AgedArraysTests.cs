using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;
using Tidepool.Tool.Reports;

namespace Tidepool.Tool.Tests;

/// <summary>Arrays that are kept for a while, as in a cache, and arrays that are used and dropped.</summary>
[Trait("Requirement", "D4")]
public class AgedArraysTests
{
    private const double Weight = 100_000;

    private static readonly CallSite s_cache = new("Cache.Put(int)", null, null);
    private static readonly CallSite s_reader = new("Reader.Read(int)", null, null);

    /// <summary>This many of one method's 1,000 arrays, or of the strings, get old. Survivors that can't be strings are arrays.</summary>
    [Theory]
    [InlineData(900, 0, 0.9, 0.9, "stop-kept")]
    [InlineData(600, 0, 0.6, 0.6, "stop-kept")]
    [InlineData(400, 0, 0.4, 0.4, "pool")]
    [InlineData(0, 0, 0, 0, "pool")]
    [InlineData(900, 300, 0.6, 0.9, "stop-kept")]
    [InlineData(900, 1_000, 0, 0.9, "pool")]
    public void WithoutLifetimes_ArraysGetOld_AsFarAsNothingElseCan(int old, int strings, double low, double high, string word)
    {
        HeapReading[] heap = [new HeapReading(0, 1, 0) { SurvivedYoung = (long)(old * Weight), BecameOld = (long)(old * Weight) }];
        Judgement judgement = Judge([.. Arrays(1_000, s_cache), .. Strings(strings)], heap);
        Assert.Equal((low, high, false), (judgement.Aged!.Low, judgement.Aged.High, judgement.Aged.AreFollowed));
        Assert.Equal(word, judgement.Verdict.Word);
        Assert.NotNull(judgement.Recommendation);
        string? sentence = Words.Aged(judgement);
        Assert.Equal(high >= 0.5, sentence is not null);
        Assert.Equal(high >= 0.5 && low < 0.2,
            sentence?.Contains("isn't known; --lifetimes tells: 0.0 % to 90 % of their bytes", StringComparison.Ordinal) ?? false);
    }

    /// <summary>Survivors of full collections may be the new arrays, or objects from before the recording.</summary>
    [Theory]
    [InlineData(100, 0.1, false)]
    [InlineData(2_000, 1, true)]
    public void LargeArrays_MayBeOldOrNew(int surviving, double high, bool isTold)
    {
        HeapReading[] heap = [new HeapReading(0, 2, 0) { SurvivedLarge = (long)(surviving * Weight) }];
        Judgement judgement = Judge([.. Arrays(1_000, s_cache).Select(static array => array with { IsLarge = true })], heap);
        Assert.Equal(("pool", 0, high), (judgement.Verdict.Word, judgement.Aged!.Low, judgement.Aged.High));
        Assert.Equal(isTold, Words.Aged(judgement)?.Contains("--lifetimes", StringComparison.Ordinal) ?? false);
    }

    /// <summary>If generation 1 wasn't collected, everything in it may get old.</summary>
    [Fact]
    public void WhatIsStillYoung_MayGetOld()
    {
        HeapReading[] heap = [new HeapReading(0, 0, 0) { SurvivedYoung = (long)(700 * Weight) }];
        Assert.Equal((0, 0.7), (Judge([.. Arrays(1_000, s_cache)], heap).Aged!.Low, Judge([.. Arrays(1_000, s_cache)], heap).Aged!.High));
        Assert.Equal(1, Judge([.. Arrays(1_000, s_cache)], []).Aged!.High);
    }

    /// <summary>A cache beside a reader: if they are enough, the reader's arrays justify a pool.</summary>
    [Theory]
    [InlineData(600, "pool")]
    [InlineData(900, "stop-kept")]
    public void WithLifetimes_EachMethodCountsForItself(int ofCache, string word)
    {
        AllocationSample[] arrays = [.. Arrays(ofCache, s_cache), .. Arrays(1_000 - ofCache, s_reader)];
        FollowedArray[] followed = [.. arrays.Select(static array => new FollowedArray(array, array.Site == s_cache ? 3 : 0, array.Site != s_cache))];
        Judgement judgement = Judge(arrays, [], followed);
        Assert.Equal((word, true), (judgement.Verdict.Word, judgement.Aged!.AreFollowed));
        Assert.Equal(ofCache / 1_000.0, judgement.Aged.OfKeepers, 1e-9);
        Assert.InRange(ofCache / 1_000.0, judgement.Aged.Low, judgement.Aged.High);
        Assert.Contains("held for a while", Words.Aged(judgement), StringComparison.Ordinal);
    }

    /// <summary>Half survive the first collection, and half of those the second. Most of them meet only one.</summary>
    [Fact]
    public void Survival_OfTwo_CountsThoseThatMetTwo()
    {
        AllocationSample array = Arrays(1, s_cache).Single();
        FollowedArray[] followed =
        [
            .. Enumerable.Repeat(new FollowedArray(array, 0, HasDied: true), 500),
            .. Enumerable.Repeat(new FollowedArray(array, 1, HasDied: false), 400),
            .. Enumerable.Repeat(new FollowedArray(array, 1, HasDied: true), 50),
            .. Enumerable.Repeat(new FollowedArray(array, 2, HasDied: false), 50),
        ];
        Survival survival = Survival.Of(followed);
        Assert.Equal((0.5, 0.25, 50), (survival.One.Value, survival.Two!.Value.Value, survival.Two.Value.Samples));

        // A hundred met two: half of a standard error of 5 %, times two.
        Assert.InRange(survival.Two.Value.Error, 0.045, 0.055);
        Assert.Null(Survival.Of(followed[500..900]).Two);
        Assert.Equal(0, Survival.Of(followed[..500]).Two!.Value.Value);
    }

    /// <summary>After one collection, nothing is known about surviving two.</summary>
    [Theory]
    [InlineData(1, "Of the byte arrays' bytes, 40 % ± 2.0 survive the first collection that could have freed them. Only one collection was seen")]
    [InlineData(7, "Of the byte arrays' bytes, 40 % ± 2.0 survive the first collection that could have freed them, and 10 % ± 1.0 survive two. 7 collections")]
    public void Lifetimes_AreToldWithTheNumberOfCollections(int collections, string sentence) => Assert.StartsWith(sentence,
        Words.Lifetimes(new LifetimeSummary(collections, new Share(0.4, 0.02, 100), new Share(0.1, 0.01, 10), [])), StringComparison.Ordinal);

    private static Judgement Judge(AllocationSample[] samples, HeapReading[] heap, FollowedArray[]? followed = null)
    {
        (int generation, string reason) = samples[0].IsLarge ? (2, "AllocLarge") : (0, "AllocSmall");
        Pause[] pauses = [.. Enumerable.Range(0, 200).Select(index => new Pause(index * 50, 5, generation, reason))];
        Findings findings = new("test", TimeSpan.FromSeconds(10), pauses, 1e9, samples)
        {
            Heap = heap, Lifetimes = followed is null ? null : new Lifetimes(9, followed, []),
        };
        return Judgement.Of([findings], [findings], followed is null ? [] : [findings], Thresholds.Default);
    }

    private static IEnumerable<AllocationSample> Arrays(int count, CallSite site) =>
        Enumerable.Range(0, count).Select(_ => new AllocationSample("System.Byte[]", 4_096, Weight, false, site));

    private static IEnumerable<AllocationSample> Strings(int count) =>
        Arrays(count, s_reader).Select(static array => array with { Type = "System.String" });
}
