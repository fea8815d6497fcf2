using System.Text.Json.Nodes;
using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;
using Tidepool.Tool.Comparing;
using Tidepool.Tool.Reports;

namespace Tidepool.Tool.Tests;

/// <summary>A program is acquitted only on evidence, and the report mentions whatever speaks against that.</summary>
[Trait("Requirement", "D2")]
public class AcquittalTests
{
    /// <summary>If no collection has happened, how long one takes isn't known. If little is allocated, or the recording is long enough, that hardly matters,
    /// but is mentioned.</summary>
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

    /// <summary>However long the trace is: the tool that recorded it may have left out the events of collections.</summary>
    [Theory]
    [InlineData(50_000_000, true, "too-little-seen")]
    [InlineData(50_000_000, false, "stop-no-gc-problem")]
    [InlineData(50_000, true, "stop-no-gc-problem")]
    public void ATraceThatMayLackCollections_AcquitsNothing(double bytesPerSecond, bool mayLack, string word)
    {
        Findings findings = new("test", TimeSpan.FromMinutes(2), [], bytesPerSecond * 120, []) { MayLackCollections = mayLack };
        Judgement judgement = Judgement.Of([findings], [], [], Thresholds.Default);
        Assert.Equal(word, judgement.Verdict.Word);
        Assert.Equal(word == "too-little-seen", judgement.Notes.Any(static note => note.Contains("the keyword 0x1", StringComparison.Ordinal)));
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

    /// <summary>A percentile hides rare long pauses.</summary>
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
        Assert.Equal(isTold, HeapWords.Growth(judgement)!.StartsWith("The heap grew by 1.0 MB/s, from 19.07 MiB to", StringComparison.Ordinal));
        Assert.Equal(isTold && generation == 0, HeapWords.Growth(judgement)!.Contains("may be dead objects", StringComparison.Ordinal));
    }

    /// <summary>A heap that goes up and down isn't reported as growing.</summary>
    [Fact]
    public void AHeapThatSwings_DoesNotGrow()
    {
        HeapReading[] heap = [.. Enumerable.Range(0, 30).Select(second => new HeapReading(second * 1_000, 2, 20_000_000 + (7_919_000 * second % 30_000_000)))];
        string? said = HeapWords.Growth(Judge(Pauses(30, 1), 50_000_000, heap));
        Assert.StartsWith("What full collections left didn't rise by more than noise, over 30 of them in 29 s. A slow leak, of up to ", said,
            StringComparison.Ordinal);
    }

    /// <summary>Six megabytes a minute, in a heap whose size varies by half a megabyte from one full collection to the next.</summary>
    [Theory]
    [InlineData(120, "What full collections left rose by 6.0 MB a minute (± 65 kB a minute), from 57.45 MiB to 68.82 MiB, over 120 of them in 119 s.",
        "a slow leak")]
    [InlineData(5, "What full collections left didn't rise by more than noise, over 5 of them in 4 s. A slow leak, of up to 22.2 MB a minute, wouldn't show",
        ": --duration 00:10:00")]
    [InlineData(3, "Whether the heap grows slowly can't be told: 3 full collections were seen, and it takes at least 4. --duration 00:10:00", "dotnet-gcdump")]
    [InlineData(1, "Whether the heap grows slowly can't be told: one full collection was seen", "dotnet-gcdump")]
    [InlineData(0, "Whether the heap grows slowly can't be told: no full collections were seen", "dotnet-gcdump")]
    public void ASlowRise_IsTold_OrThatItCannotBe(int fullCollections, string begin, string part)
    {
        HeapReading[] heap =
        [
            .. Enumerable.Range(0, fullCollections).Select(static second => new HeapReading(second * 1_000, 2, 60_000_000 + (100_000L * second)
                + (second % 3 * 250_000))),
        ];
        Judgement judgement = Judge(Pauses(30, 1), 50_000_000, heap);
        string? said = HeapWords.Growth(judgement);
        Assert.StartsWith(begin, said, StringComparison.Ordinal);
        Assert.Contains(part, said, StringComparison.Ordinal);
        Assert.Equal("stop-no-gc-problem", judgement.Verdict.Word);
    }

    /// <summary>No recording can tell that there is no leak at all, so it isn't shown as 0.0 MB.</summary>
    [Theory]
    [InlineData(0, "A slow leak, of up to 1 kB a minute, wouldn't show")]
    [InlineData(500, "A slow leak, of up to 8 kB a minute, wouldn't show")]
    public void AVerySlowLeak_IsToldInKilobytes(int noise, string part)
    {
        HeapReading[] heap = [.. Enumerable.Range(0, 30).Select(second => new HeapReading(second * 1_000, 2, 60_000_000 + (second % 2 * noise * 10)))];
        Assert.Contains(part, HeapWords.Growth(Judge(Pauses(30, 1), 50_000_000, heap)), StringComparison.Ordinal);
    }

    /// <summary>What finalizers keep alive makes each collection longer.</summary>
    [Theory]
    [InlineData(99, false)]
    [InlineData(3_000, true)]
    public void ObjectsThatWaitForFinalizers_AreTold(int waiting, bool isTold)
    {
        HeapReading[] heap = [.. Enumerable.Range(0, 30).Select(second => new HeapReading(second * 1_000, 0, 60_000_000) { Finalizable = waiting })];
        Judgement judgement = Judge(Pauses(30, 50), 50_000_000, heap);
        Assert.Equal(isTold, HeapWords.Finalizers(judgement)?.Contains("3,000 objects whose finalizers", StringComparison.Ordinal) ?? false);
        Assert.Equal(HeapWords.Finalizers(judgement), (string?)JsonNode.Parse(JsonReport.Text(judgement, TimeProvider.System))!["finalizers"]);
        Assert.Null(HeapWords.Finalizers(Judge(Pauses(30, 1), 50_000_000, heap)));
    }

    /// <summary>The runtime counts once a second, so that a program which ended sooner isn't said to allocate nothing.</summary>
    [Fact]
    public async Task ARateThatIsNotKnown_IsNotZero()
    {
        Judgement judgement = Judgement.Of(
            [new Findings("test", TimeSpan.FromSeconds(0.9), Pauses(30, 1), CountedBytes: null, [])], [], [], Thresholds.Default);
        Assert.Equal("–", Words.Allocated(judgement.Pauses));
        JsonNode report = JsonNode.Parse(JsonReport.Text(judgement, TimeProvider.System))!;
        Assert.Null(report["pauses"]!["allocatedBytesPerSecond"]);
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder.Of("report.json"), report.ToJsonString(), TestContext.Current.CancellationToken);
        Measured measured = Measured.Of(new FileInfo(folder.Of("report.json")));
        Assert.DoesNotContain(Comparison.Of(measured, measured).Rows, static row => row.What == "allocated");
        Assert.Equal("50.0 MB/s", Words.Allocated(Judge(Pauses(30, 1), 50_000_000).Pauses));
    }

    /// <summary>"10.0 ms (over the limit of 10.0 ms)" wouldn't show why.</summary>
    [Theory]
    [InlineData(10.02, "the 99th percentile of pauses is 10.02 ms (over the limit of 10.0 ms)")]
    [InlineData(9.98, "the 99th percentile of pauses is 9.98 ms (limit 10.0 ms)")]
    [InlineData(10, "the 99th percentile of pauses is 10.0 ms (limit 10.0 ms)")]
    [InlineData(12, "the 99th percentile of pauses is 12.0 ms (over the limit of 10.0 ms)")]
    public void APauseNearItsLimit_IsShownWithEnoughDigits(double milliseconds, string part) =>
        Assert.Contains(part, Words.Why(Judge(Pauses(200, milliseconds), 50_000_000)), StringComparison.Ordinal);

    /// <summary>Young collections leave dead objects behind, so a slow rise of what they leave is no sign of a leak.</summary>
    [Fact]
    public void ASlowRiseAfterYoungCollections_TellsNothing()
    {
        HeapReading[] heap = [.. Enumerable.Range(0, 60).Select(static second => new HeapReading(second * 1_000, 1, 60_000_000 + (100_000L * second)))];
        Assert.StartsWith("Whether the heap grows slowly can't be told", HeapWords.Growth(Judge(Pauses(30, 1), 50_000_000, heap)), StringComparison.Ordinal);
    }

    private static Judgement Judge(Pause[] pauses, double bytesPerSecond, HeapReading[]? heap = null, int seconds = 30) =>
        Judgement.Of(
            [new Findings("test", TimeSpan.FromSeconds(seconds), pauses, bytesPerSecond * seconds, []) { Heap = heap ?? [], ProcessorSeconds = seconds }],
            [], [], Thresholds.Default);

    private static Pause[] Pauses(int count, double milliseconds) =>
        [.. Enumerable.Range(0, count).Select(index => new Pause(index * 100, milliseconds, 0, "AllocSmall"))];
}
