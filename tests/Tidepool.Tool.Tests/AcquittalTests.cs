using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;
using Tidepool.Tool.Reports;

namespace Tidepool.Tool.Tests;

/// <summary>A program is acquitted only by what was seen, and with what speaks against it.</summary>
[Trait("Requirement", "D2")]
public class AcquittalTests
{
    /// <summary>Nobody knows how long a collection takes that hasn't happened. Where little is allocated, or for long enough, it doesn't matter much, but is
    /// told.</summary>
    [Theory]
    [InlineData(200_000, 10, "too-little-seen")]
    [InlineData(50_000_000, 20, "too-little-seen")]
    [InlineData(50_000, 10, "stop-no-gc-problem")]
    [InlineData(200_000, 30, "stop-no-gc-problem")]
    [InlineData(50_000_000, 30, "stop-no-gc-problem")]
    public void WithoutACollection_AProgramIsAcquitted_OnlyIfItWasRecordedForLong(double bytesPerSecond, int seconds, string word)
    {
        Judgement judgement = Judge([], bytesPerSecond, seconds: seconds);
        Assert.Equal(word, judgement.Verdict.Word);
        string said = string.Join(' ', [.. judgement.Notes, .. CloseCalls.Of(judgement)]);
        Assert.Contains(word == "too-little-seen" ? $"but no collection happened in the {seconds} s" : $"No collection happened in the {seconds} s", said,
            StringComparison.Ordinal);
        Assert.Contains("--duration", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "Only one pause happened in the 30 s")]
    [InlineData(2, "Only 2 pauses happened in the 30 s")]
    [InlineData(3, null)]
    public void AFewCollections_AreSaidToBeFew(int count, string? sentence)
    {
        Judgement judgement = Judge(Pauses(count, 1), 50_000_000);
        Assert.Equal("stop-no-gc-problem", judgement.Verdict.Word);
        Assert.Equal(sentence is not null, CloseCalls.Of(judgement).Any(close => close.StartsWith(sentence ?? "", StringComparison.Ordinal)));
    }

    /// <summary>A percentile hides them.</summary>
    [Theory]
    [InlineData(1, "1 of 301 pauses is over 10.0 ms, 250.0 ms long. The limit is for the 99th percentile, so one in a hundred may be.")]
    [InlineData(3, "3 of 303 pauses are over 10.0 ms, up to 250.0 ms long. The limit is for the 99th percentile")]
    [InlineData(0, null)]
    public void LongPausesThatAreRare_AreTold(int count, string? sentence)
    {
        Judgement judgement = Judge([.. Pauses(300, 0.5), .. Pauses(count, 250)], 50_000_000, seconds: 300);
        Assert.Equal("stop-no-gc-problem", judgement.Verdict.Word);
        Assert.Equal(sentence is not null, CloseCalls.Of(judgement).Any(close => close.StartsWith(sentence ?? "", StringComparison.Ordinal)));
    }

    /// <summary>After full collections, growth is what is kept; after others, a little of it may be dead.</summary>
    [Theory]
    [InlineData(2, 1_000_000, true)]
    [InlineData(2, 20_000, false)]
    [InlineData(0, 1_000_000, true)]
    [InlineData(0, 100_000, false)]
    [InlineData(2, 0, false)]
    public void AHeapThatGrows_IsTold(int generation, long bytesPerSecond, bool isTold)
    {
        HeapReading[] heap = [.. Enumerable.Range(0, 30).Select(second => new HeapReading(second * 1_000, generation, 20_000_000 + (bytesPerSecond * second)))];
        Judgement judgement = Judge(Pauses(30, 1), 50_000_000, heap);
        Assert.Equal("stop-no-gc-problem", judgement.Verdict.Word);
        Assert.Equal(isTold, judgement.Growth!.IsNotable);
        Assert.Equal(isTold, Words.Growth(judgement)?.StartsWith("The heap grew by 1.0 MB/s, from 19.07 MiB to", StringComparison.Ordinal) ?? false);
        Assert.Equal(isTold && generation == 0, Words.Growth(judgement)?.Contains("may be dead objects", StringComparison.Ordinal) ?? false);
    }

    /// <summary>One that goes up and down isn't said to grow.</summary>
    [Fact]
    public void AHeapThatSwings_DoesNotGrow()
    {
        HeapReading[] heap = [.. Enumerable.Range(0, 30).Select(second => new HeapReading(second * 1_000, 2, 20_000_000 + (7_919_000 * second % 30_000_000)))];
        Assert.Null(Words.Growth(Judge(Pauses(30, 1), 50_000_000, heap)));
    }

    private static Judgement Judge(Pause[] pauses, double bytesPerSecond, HeapReading[]? heap = null, int seconds = 30) =>
        Judgement.Of(
            [new Findings("test", TimeSpan.FromSeconds(seconds), pauses, bytesPerSecond * seconds, []) { Heap = heap ?? [], ProcessorSeconds = seconds }],
            [], [], Thresholds.Default);

    private static Pause[] Pauses(int count, double milliseconds) =>
        [.. Enumerable.Range(0, count).Select(index => new Pause(index * 100, milliseconds, 0, "AllocSmall"))];
}
