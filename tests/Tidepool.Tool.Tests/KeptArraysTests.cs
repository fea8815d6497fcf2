using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Tests;

/// <summary>Arrays that aren't freed. Their number is estimated from the heap's growth, and the promise includes the uncertainty.</summary>
[Trait("Requirement", "D4")]
public class KeptArraysTests
{
    private const double Allocated = 10_000_000;

    /// <summary>A heap that grows linearly, and one that oscillates around the line.</summary>
    [Theory]
    [InlineData(0, 4_000_000, 4_000_000)]
    [InlineData(20_000_000, 1_000_000, 8_000_000)]
    public void Growth_HasAnInterval(long swing, double lowest, double highest)
    {
        HeapGrowth growth = HeapGrowth.Of([Growing(swing)])!;
        Assert.InRange(growth.BytesPerSecond - growth.Error, lowest * 0.999, growth.BytesPerSecond);
        Assert.InRange(growth.BytesPerSecond + growth.Error, growth.BytesPerSecond, highest * 1.001);
        Assert.Equal(swing > 0, growth.Error > 100_000);
    }

    /// <summary>From two readings, their distance from a line can't be determined.</summary>
    [Fact]
    public void Growth_OfTwoReadings_MayBeNoneOrTwice()
    {
        Findings both = Growing(0);
        HeapGrowth growth = HeapGrowth.Of([both with { Heap = [both.Heap[0], both.Heap[^1]] }])!;
        Assert.Equal(growth.BytesPerSecond, growth.Error, 1e-6);
    }

    /// <summary>Unless arrays were followed, the growth may consist of other objects.</summary>
    [Fact]
    public void WhatIsNotFollowed_MayAllBeFreed()
    {
        KeptArrays kept = KeptArrays.Of([[Growing(0)]], [], Allocated)!;
        Assert.Equal((0.4, 0), (kept.Share, kept.Low));
        Assert.InRange(kept.High, 0.4, 0.41);
        AllocationSample array = new("System.Byte[]", 4_096, 100_000, false, CallSite.Unknown);
        FollowedArray[] followed = [.. Enumerable.Range(0, 100).Select(index => new FollowedArray(array, 1, HasDied: index % 2 == 0))];
        KeptArrays sure = KeptArrays.Of([[Growing(0)]], [Growing(0) with { Lifetimes = new Lifetimes(5, followed, []) }], Allocated)!;
        Assert.Equal(0.4, sure.Share, 1e-9);
        Assert.InRange(sure.Low, 0.39, 0.4);
    }

    /// <summary>All arrays may be kept, or none: the promise's interval includes both, even though every array was sampled.</summary>
    [Fact]
    public void ThePromise_HoldsWhatIsNotKnownOfTheKept()
    {
        AllocationSample large = new("System.Byte[]", 4 << 20, 4 << 20, true, CallSite.Unknown);
        KeptArrays kept = KeptArrays.Of([[Growing(0)]], [], Allocated)!;
        Recommendation advice = Recommendation.Of([new Findings("test", TimeSpan.FromSeconds(1), [], null, [.. Enumerable.Repeat(large, 30)])], null, 1_000,
            kept);
        Assert.Equal(400, advice.BytesPerSecondAfter, 1);
        Assert.Equal(0, advice.LowestAfter, 1e-9);
        Assert.InRange(advice.HighestAfter, 400, 420);
    }

    /// <summary>No sample of the bucket was alive, but a few of its arrays may have been, since each sample represents many.</summary>
    [Fact]
    public void ABucketOfWhichNothingWasSeenAlive_MayHaveHadAFew()
    {
        AllocationSample[] samples = [.. Enumerable.Repeat(new AllocationSample("System.Byte[]", 1_024, 102_912, false, CallSite.Unknown), 500)];
        Recommendation advice = Recommendation.Of([new Findings("test", TimeSpan.FromSeconds(1), [], null, samples)], new LifetimeSummary(5, default, null, []),
            1_000);
        Assert.InRange(Assert.Single(advice.Buckets).Buffers, 290, 310);
    }

    /// <summary>9,953 arrays are allocated in one second. A collection in the middle shows that at most half of them are in use before a collection sees them,
    /// and how many survive.</summary>
    [Theory]
    [InlineData(9_953, -1)]
    [InlineData(4_977, 0)]
    [InlineData(44_786, 200_000_000)]
    public void WithoutLifetimes_AsManyBuffersAreAdvised_AsACollectionLeaves_AndAsAreAllocatedUntilTheNext(int buffers, long heap)
    {
        AllocationSample[] samples =
        [
            .. Enumerable.Range(0, 500)
                .Select(index => new AllocationSample("System.Byte[]", 5_024, 100_000, false, CallSite.Unknown) { At = (2 * index) + 1 }),
        ];
        Findings findings = new("test", TimeSpan.FromSeconds(1), [], null, samples)
        {
            Heap = heap < 0 ? [] : [new HeapReading(500, 2, heap)],
        };
        Assert.Equal(buffers, Assert.Single(Recommendation.Of([findings], null, 1_000).Buckets).Buffers);
    }

    /// <summary>A burst in an otherwise quiet minute: all that it allocates between two collections may be in use at once, not what it allocates in a
    /// second.</summary>
    [Fact]
    public void WithoutLifetimes_ABurstCountsByItself()
    {
        AllocationSample[] samples =
        [
            .. Enumerable.Range(0, 500).Select(index => new AllocationSample("System.Byte[]", 5_024, 100_000, false, CallSite.Unknown) { At = 30_000 + index }),
        ];
        Findings findings = new("test", TimeSpan.FromMinutes(1), [], null, samples)
        {
            Heap = [.. Enumerable.Range(0, 50).Select(static index => new HeapReading(30_009.5 + (10 * index), 0, 0))],
        };
        Assert.Equal(200, Assert.Single(Recommendation.Of([findings], null, 1_000).Buckets).Buffers);
    }

    /// <summary>Like a cache that fills at the start of the recording: neither growth nor kept arrays are reported.</summary>
    [Fact]
    public void AHeapThatGrewOnlyInTheBeginning_DoesNotGrow()
    {
        Findings filling = Growing(0) with
        {
            Heap = [.. Enumerable.Range(0, 30).Select(static second => new HeapReading(second * 1_000, 2, 50_000_000L * Math.Min(8, second + 1)))],
        };
        Assert.True(HeapGrowth.Of([Growing(0)])!.IsNotable);
        Assert.Equal((0, false), (HeapGrowth.Of([filling])!.BytesPerSecond, HeapGrowth.Of([filling])!.IsNotable));
        Assert.Equal(0, KeptArrays.Of([[filling]], [], Allocated)!.Share);
    }

    /// <summary>For several recordings of the same growth, the sizes and the growth are those of one.</summary>
    [Fact]
    public void Growth_OfSeveralRecordings_IsThatOfOne()
    {
        HeapGrowth one = HeapGrowth.Of([Growing(0)])!;
        HeapGrowth three = HeapGrowth.Of([Growing(0), Growing(0), Growing(0)])!;
        Assert.Equal((one.BytesPerSecond, one.From, one.To), (three.BytesPerSecond, three.From, three.To));
    }

    /// <summary>Grows by four megabytes a second, for thirty seconds.</summary>
    private static Findings Growing(long swing) => new("test", TimeSpan.FromSeconds(30), [], null, [])
    {
        Heap = [.. Enumerable.Range(0, 30).Select(second => new HeapReading(second * 1_000, 2, 50_000_000 + (4_000_000L * second) + (second % 2 * swing)))],
    };
}
