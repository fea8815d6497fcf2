using System.Text.Json.Nodes;
using CsCheck;
using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;
using Tidepool.Tool.Reports;

namespace Tidepool.Tool.Tests;

/// <summary>The arithmetic behind the verdicts.</summary>
[Trait("Requirement", "D3")]
[Trait("Requirement", "D4")]
public class EstimateTests
{
    [Theory]
    [InlineData(24, 102_412)]
    [InlineData(102_400, 161_996)]
    [InlineData(10_000_000, 10_000_000)]
    public void SampleWeight_IsTheSizeOverTheChanceToBeSampled(long size, double weight) => Assert.Equal(weight, SampleWeight.OfSampled(size), weight * 0.001);

    /// <summary>Objects are sampled as the runtime does: the shares are right, and nineteen of twenty intervals contain the true value.</summary>
    [Fact]
    public void Share_OfDrawnSamples_IsWithinItsInterval()
    {
        Random random = new(7);
        (string Type, long Size)[] objects = [("System.Byte[]", 1_024), ("System.Byte[]", 100_024), ("System.String", 4_024), ("System.Object", 24)];
        double truth = objects.Where(static one => one.Type == "System.Byte[]").Sum(static one => one.Size) / (double)objects.Sum(static one => one.Size);
        int held = 0;
        const int Trials = 300;
        for (int trial = 0; trial < Trials; trial++)
        {
            List<AllocationSample> samples = [];
            for (int round = 0; round < 3_000; round++)
            {
                foreach ((string type, long size) in objects)
                {
                    if (random.NextDouble() < size / SampleWeight.OfSampled(size))
                    {
                        samples.Add(new AllocationSample(type, size, SampleWeight.OfSampled(size), size >= 85_000, CallSite.Unknown));
                    }
                }
            }

            Share share = Share.Of(samples, static sample => sample.IsByteArray);
            held += truth >= share.Low && truth <= share.High ? 1 : 0;
            Assert.Equal(truth, share.Value, 0.06);
        }

        Assert.InRange(held, 0.90 * Trials, Trials);
    }

    [Fact]
    public void Share_WhereNothingBelongs_AdmitsWhatThreeUnseenWouldBe()
    {
        AllocationSample[] samples = [.. Enumerable.Repeat(Sample(1_000) with { Weight = SampleWeight.OfSmallest }, 300)];
        Assert.Equal((0, 0.01, 0), (Share.Of(samples, static _ => false).Value, Share.Of(samples, static _ => false).High,
            Share.Of(samples, static _ => false).Samples));
        Assert.Equal(0.99, Share.Of(samples, static _ => true).Low, 1e-9);
        Assert.Equal(default, Share.Of([], static _ => true));
    }

    [Fact]
    public void Shares_OfAPartition_AddUpToOne() =>
        Gen.Int[1, 1 << 20].Array[1, 200].Sample(static sizes =>
        {
            AllocationSample[] samples = [.. sizes.Select(Sample)];
            double sum = sizes.Select(SizeBucket.Of).Distinct().Sum(bucket => Share.Of(samples, sample => SizeBucket.Of(sample.Length) == bucket).Value);
            Assert.Equal(1, sum, 1e-9);
        });

    [Theory]
    [InlineData(new double[0], 0.99, 0)]
    [InlineData(new double[] { 5 }, 0.50, 5)]
    [InlineData(new double[] { 1, 2, 3, 4 }, 0.50, 2)]
    [InlineData(new double[] { 1, 2, 3, 4 }, 0.99, 4)]
    public void Percentile_IsTheNearestRank(double[] sorted, double share, double expected) => Assert.Equal(expected, PauseSummary.Percentile(sorted, share));

    [Theory]
    [InlineData(0.009, 9, 0, "stop-no-gc-problem")]
    [InlineData(0.02, 9, 0.9, "pool")]
    [InlineData(0.009, 11, 0.9, "pool")]
    [InlineData(0.02, 9, 0.2, "stop-not-byte-arrays")]
    public void Verdict_FollowsTheThresholds(double pausedShare, double p99, double byteArrayShare, string word)
    {
        const double Seconds = 100;
        int pauses = (int)(pausedShare * Seconds * 1_000 / p99);
        Findings findings = new(
            "test",
            TimeSpan.FromSeconds(Seconds),
            [.. Enumerable.Range(0, pauses).Select(index => new Pause(index, p99, 0, "AllocSmall"))],
            1e9,
            [.. Enumerable.Range(0, 1_000).Select(index => index < byteArrayShare * 1_000 ? Sample(4_096) : Sample(4_096) with { Type = "System.String" })]);
        Assert.Equal(word, Judgement.Of([findings], [findings], [], Thresholds.Default).Verdict.Word);
    }

    /// <summary>One outlier makes no difference. Three long pauses are a problem, but not of byte arrays if next to nothing is allocated.</summary>
    [Theory]
    [InlineData("stop-no-gc-problem", 1e9, 30, 1, 0.5, 40)]
    [InlineData("stop-no-gc-problem", 1e9, 30, 1, 0.5, 400)]
    [InlineData("too-little-seen", 1e9, 28, 3, 0.5, 40)]
    [InlineData("stop-no-gc-problem", 1e9, 198, 2, 0.5, 40)]
    [InlineData("too-little-seen", 1e9, 196, 4, 0.5, 40)]
    [InlineData("stop-not-byte-arrays", 150_000, 0, 3, 0.5, 15)]
    public void AFewPauses_TurnTheVerdictOnlyTogether(string word, double bytes, int shorter, int longer, double shortMilliseconds, double longMilliseconds)
    {
        Pause[] pauses =
        [
            .. Enumerable.Range(0, shorter).Select(index => new Pause(index * 100, shortMilliseconds, 0, "AllocSmall")),
            .. Enumerable.Range(0, longer).Select(index => new Pause(25_000 + (index * 1_000), longMilliseconds, 2, "AllocSmall")),
        ];
        Findings findings = new("test", TimeSpan.FromSeconds(30), pauses, bytes, []);
        Assert.Equal(word, Judgement.Of([findings], [], [], Thresholds.Default).Verdict.Word);
    }

    /// <summary>Every array of megabytes is sampled: a few are enough. No recording of more than an hour is asked for.</summary>
    [Fact]
    public void Evidence_NeedsFewSamplesOfWhatIsSampledForSure()
    {
        AllocationSample large = Sample(4 << 20) with { Weight = 4 << 20 };
        Findings few = new("test", TimeSpan.FromSeconds(30), [], 1e8, [.. Enumerable.Repeat(large, 25)]);
        Assert.Null(Evidence.Missing([few], 2_000));
        Assert.Contains("record for about 639 s, with --duration 00:10:40",
            Evidence.Missing([few with { Samples = [.. Enumerable.Repeat(Sample(4_096), 90)] }], 2_000), StringComparison.Ordinal);

        // In a mixture, only the small arrays are uncertain, and the smaller their share of the bytes, the fewer samples of them are needed.
        AllocationSample[] small = [.. Enumerable.Repeat(Sample(2_000), 250)];
        Assert.True(Evidence.IsEnough([.. small, .. Enumerable.Repeat(large, 25)], 2_000));
        Assert.False(Evidence.IsEnough([.. small, .. Enumerable.Repeat(large, 5)], 2_000));
        Assert.False(Evidence.IsEnough([.. Enumerable.Repeat(large, 19)], 2_000));
        Assert.Equal(0, Share.Of([large, large with { Type = "System.Double[]" }], static sample => sample.IsByteArray).Error, 1e-9);
        Assert.Contains("for up to an hour", Evidence.Missing([few with { Samples = [Sample(4_096)] }], 2_000), StringComparison.Ordinal);
    }

    /// <summary>Nothing is promised for induced collections, and a bound is never below the estimate.</summary>
    [Theory]
    [InlineData("AllocSmall", 0.25, 0.25, 1)]
    [InlineData("AllocLarge", 1, 1, 1)]
    [InlineData("Induced", 0, 0, 0)]
    [InlineData("LowMemory", 0.5, 0.5, 1)]
    public void Saving_IsReckonedByCause(string reason, double about, double atLeast, double atMost)
    {
        // A quarter of the bytes of small objects, and all those of large ones, are arrays.
        AllocationSample[] samples =
        [
            .. Enumerable.Repeat(Sample(4_096), 500),
            .. Enumerable.Repeat(Sample(100) with { Type = "System.String" }, 1_500),
            .. Enumerable.Repeat(Sample(200_000) with { IsLarge = true }, 1_000),
        ];
        PauseSummary pauses = PauseSummary.Of([new Findings("test", TimeSpan.FromSeconds(10), [new Pause(0, 5, 0, reason), new Pause(100, 15, 1, reason)],
            1e9, samples)]);
        PauseSaving unknown = PauseSaving.Of(pauses, samples, kept: 0, ofSurvivors: null);
        Assert.Equal(about, unknown.About, 1e-9);
        Assert.Equal(atMost, unknown.AtMost, 1e-9);
        PauseSaving known = PauseSaving.Of(pauses, samples, kept: 0, ofSurvivors: 0);
        Assert.InRange(known.AtMost, atLeast, atMost);
        Assert.InRange(PauseSaving.Of(pauses, samples, kept: 0.5, ofSurvivors: 0.5).About, 0, about);
    }

    /// <summary>Arrays that a pool made are its misses, and no reason for another pool.</summary>
    [Theory]
    [InlineData(1_000, 0, 0.30, "Stop here: fix the pool you have")]
    [InlineData(1_000, 0, 0.00, "Stop here: fix the pool you have")]
    [InlineData(800, 200, 0.30, "Stop here: fix the pool you have")]
    [InlineData(600, 400, 0.30, "Use a pool")]
    [InlineData(40, 290, 0.30, "Stop here: not byte arrays")]
    [InlineData(0, 0, 0.00, "Stop here: not byte arrays")]
    public void Verdict_LeavesOutWhatPoolsMade(int fromPools, int others, double minimum, string headline)
    {
        AllocationSample ofPool = Sample(1 << 22) with { Site = new CallSite("Rent", null, "ArrayPool.Shared") };
        Findings findings = new(
            "test",
            TimeSpan.FromSeconds(1),
            [new Pause(0, 100, 0, "AllocSmall"), new Pause(500, 100, 0, "AllocSmall")],
            1e9,
            [.. Enumerable.Repeat(ofPool, fromPools), .. Enumerable.Repeat(Sample(4_096), others),
                .. Enumerable.Repeat(Sample(100) with { Type = "System.String" }, 1_000 - fromPools - others)]);
        Judgement judgement = Judgement.Of([findings], [findings], [], Thresholds.Default with { MinByteArrayShare = minimum });
        Assert.Equal(headline, judgement.Verdict.Headline);
        Assert.Equal(headline == "Use a pool", judgement.Recommendation is not null);
        Assert.Contains(judgement.Verdict.Word, Verdict.All.Select(static verdict => verdict.Word));
    }

    [Fact]
    public void Recommendation_CoversWhatIsAllocatedAndNotWhatPoolsMake()
    {
        AllocationSample[] samples =
        [
            .. Enumerable.Repeat(Sample(5_000), 500),
            .. Enumerable.Repeat(Sample(40), 4),
            .. Enumerable.Repeat(Sample(1 << 22) with { Site = new CallSite("Rent", null, "ArrayPool.Shared") }, 200),
            .. Enumerable.Repeat(Sample(100) with { Type = "System.String" }, 300),
        ];
        Recommendation advice = Recommendation.Of([new Findings("test", TimeSpan.FromSeconds(1), [], 1_000, samples)], null, 1_000);
        Assert.Equal((64, 8_192), (advice.MinSize, advice.MaxSize));
        
        // Arrays of 40 bytes get buffers as well, but nothing is promised for them.
        Assert.Equal(500.0 / samples.Length, advice.Pooled.Value, 1e-9);
        Assert.Equal(1_000 * (1 - advice.Pooled.Value), advice.BytesPerSecondAfter, 1e-6);

        // 500 samples of 100,000 bytes are 9,952 arrays of 5,024 bytes, in a second.
        Assert.Equal([(8_192, 9_953)], advice.Buckets.Select(static bucket => (bucket.Limit, bucket.Buffers)));
        Assert.Equal(16_384, advice.MaxBuffersPerBucket);
    }

    /// <summary>The pool serves all sizes that the advice promises, the smallest ones too, and doesn't give them larger buffers than the default options
    /// would.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(1_025)]
    [InlineData(40_000)]
    public void Recommendation_ServesTheSmallestArraysAsWell(int length)
    {
        AllocationSample[] samples = [.. Enumerable.Repeat(Sample(1 << 17), 500), Sample(length)];
        Recommendation advice = Recommendation.Of([new Findings("test", TimeSpan.FromSeconds(1), [], 1_000, samples)], null, 1_000);
        Assert.Equal(length < AllocationSample.SmallestWorthPooling ? 500.0 / 501 : 1, advice.Pooled.Value, 1e-9);
        Assert.Equal(new BytePoolOptions().MinSize, advice.MinSize);
        using BytePool pool = new(new BytePoolOptions { MinSize = advice.MinSize, MaxSize = advice.MaxSize, MaxBuffersPerBucket = advice.MaxBuffersPerBucket });
        using BytePool byDefault = new(new BytePoolOptions());
        pool.Rent(length).Dispose();
        using ByteLease lease = pool.Rent(length);
        using ByteLease expected = byDefault.Rent(length);
        Assert.Equal((expected.Capacity, 1), (lease.Capacity, pool.GetStatistics().Hits));
    }

    [Fact]
    public void Recommendation_KeepsAsManyBuffersAsWereAliveAtOnce()
    {
        AllocationSample[] samples = [.. Enumerable.Repeat(Sample(5_000), 500)];
        LifetimeSummary lifetimes = new(10, default, default(Share), [new LiveCount(8_192, 90, 120.5)]);
        Recommendation advice = Recommendation.Of([new Findings("test", TimeSpan.FromSeconds(1), [], 1_000, samples)], lifetimes, 1_000);
        Assert.Equal((121, 128), (Assert.Single(advice.Buckets).Buffers, advice.MaxBuffersPerBucket));
    }

    /// <summary>Native code may have the address of a pinned array, so a buffer that moves can't replace it.</summary>
    [Theory]
    [InlineData(0, null, null)]
    [InlineData(0, null, null, 99)]
    [InlineData(0, null, "then never move, and need no handles.", 500)]
    [InlineData(100, null, "rent those from a pool of their own, with Pinned = true.")]
    [InlineData(400, true, "so are this pool's buffers, with Pinned = true.")]
    public void Recommendation_IsPinned_IfMostArraysAre(int pinned, bool? isPinned, string? sentence, int byHandles = 0)
    {
        AllocationSample[] samples = [.. Enumerable.Range(0, 500).Select(index => Sample(5_000) with { IsPinned = index < pinned })];
        Findings findings = new("test", TimeSpan.FromSeconds(1), [], 1_000, samples)
        {
            Heap = [new HeapReading(0, 0, 1_000_000) { PinnedObjects = byHandles }, new HeapReading(1, 0, 1_000_000)],
        };
        Recommendation advice = Recommendation.Of([findings], null, 1_000);
        Judgement judgement = Judgement.Of([findings], [], [], Thresholds.Default);
        Assert.Equal(isPinned, (bool?)advice.Section["Tidepool"]!["Pinned"]);
        Assert.Equal(isPinned is true, advice.Code.Contains("    Pinned = true,\n});", StringComparison.Ordinal));
        Assert.Equal(sentence is not null, Words.Pinned(judgement, advice)?.EndsWith(sentence!, StringComparison.Ordinal) ?? false);
        string json = JsonReport.Text(judgement with { Recommendation = advice }, TimeProvider.System);
        Assert.Equal(Words.Pinned(judgement, advice), (string?)JsonNode.Parse(json)!["recommendation"]!["pinned"]);
    }

    [Fact]
    public void NativeCode_IsToldThatItsTypesArentKnown()
    {
        Findings findings = new("test", TimeSpan.FromSeconds(1), [], 1_000, [.. Enumerable.Repeat(Sample(5_000) with { Type = "NULL" }, 500)]);
        Assert.Contains("native code", Evidence.Missing([findings], 2_000), StringComparison.Ordinal);
    }

    [Fact]
    public void TwoRecordings_AreOneAfterTheOther()
    {
        Findings first = new("test", TimeSpan.FromSeconds(10), [new Pause(5, 1, 0, "AllocSmall")], 1_000, [Sample(10)]);
        Findings both = first.Then(first with { CountedBytes = null, LostEvents = 3 });
        Assert.Equal((20, 1_000, 2, 3), (both.Duration.TotalSeconds, both.CountedBytes, both.Samples.Count, both.LostEvents));
        Assert.Equal([5, 10_005], both.Pauses.Select(static pause => pause.Start));
    }

    /// <summary>A sample of a byte array. All samples have the same weight.</summary>
    private static AllocationSample Sample(int length) => new("System.Byte[]", length + AllocationSample.ArrayHeader, 100_000, false, CallSite.Unknown);
}
