using System.Text.Json.Nodes;
using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;
using Tidepool.Tool.Reports;

namespace Tidepool.Tool.Tests;

/// <summary>Verdicts weigh what a pool could save, and say so if they are close to a limit.</summary>
[Trait("Requirement", "D2")]
[Trait("Requirement", "D3")]
public class WeighingTests
{
    /// <summary>A pool can't save induced collections: the larger part comes first, and a small difference never hides the other part.</summary>
    [Theory]
    [InlineData(10, "pool", "Use a pool")]
    [InlineData(49, "pool", "Use a pool")]
    [InlineData(51, "pool", "Use a pool, but first stop asking for collections")]
    [InlineData(94, "pool", "Use a pool, but first stop asking for collections")]
    [InlineData(96, "stop-induced-collections", "Stop here: the program asks for its collections")]
    public void InducedCollections_AreWeighedAgainstWhatAPoolCouldSave(int induced, string word, string headline)
    {
        Judgement judgement = Judge(samples: [.. Arrays(1_000)], [.. Pauses("Induced", induced, 90), .. Pauses("AllocSmall", 100 - induced, 90)]);
        Assert.Equal((word, headline), (judgement.Verdict.Word, judgement.Verdict.Headline));
        string sentence = Words.Induced(judgement)!;
        Assert.Matches($"^{induced} % of the total pause .* A pool could save about {100 - induced}(.0)? % of the total", sentence);
        Assert.Equal(word == "pool", judgement.Recommendation is not null);
    }

    /// <summary>Without induced collections there would be no problem: a pool isn't considered.</summary>
    [Fact]
    public void WhereOnlyInducedCollectionsAreTheProblem_ThatIsSaid_AndHowMuchIsLeft()
    {
        Judgement judgement = Judge([], [.. Pauses("Induced", 95), .. Pauses("AllocSmall", 10, milliseconds: 1)]);
        Assert.Equal("stop-induced-collections", judgement.Verdict.Word);
        Assert.Contains("Without them, 0.1 % of the time would be paused", Words.Induced(judgement), StringComparison.Ordinal);
    }

    /// <summary>A fifth of what is allocated, but in large objects, which trigger most collections.</summary>
    [Fact]
    public void FewArraysThatTriggerMostCollections_AreForAPool()
    {
        AllocationSample[] samples = [.. Arrays(200).Select(static array => array with { IsLarge = true }), .. Others(800)];
        Judgement judgement = Judge(samples, [.. Pauses("AllocLarge", 90), .. Pauses("AllocSmall", 10)]);
        Assert.Equal("pool", judgement.Verdict.Word);
        Assert.Equal(0.9, judgement.Triggered!.Value, 1e-9);
        Assert.Contains("Those that a pool could serve trigger about 90 % of the pause time.", Words.Why(judgement), StringComparison.Ordinal);
    }

    /// <summary>Two fifths of what is allocated, but other objects trigger the collections.</summary>
    [Fact]
    public void ManyArraysThatTriggerNoCollections_AreNotForAPool()
    {
        AllocationSample[] samples = [.. Arrays(400), .. Others(600).Select(static other => other with { IsLarge = true })];
        Judgement judgement = Judge(samples, [.. Pauses("AllocLarge", 99), .. Pauses("AllocSmall", 1)]);
        Assert.Equal(("stop-not-byte-arrays", "Stop here: byte arrays don't trigger the collections"), (judgement.Verdict.Word, judgement.Verdict.Headline));
        Assert.Null(judgement.Recommendation);
    }

    [Theory]
    [InlineData(290, true)]
    [InlineData(310, false)]
    [InlineData(100, false)]
    [InlineData(600, false)]
    public void AShareNearItsLimit_IsSaidToBe(int arrays, bool isClose)
    {
        Judgement judgement = Judge([.. Arrays(arrays), .. Others(1_000 - arrays)], Pauses("AllocSmall", 200));
        Assert.Equal(arrays < 300 ? "stop-not-byte-arrays" : "pool", judgement.Verdict.Word);
        Assert.Equal(isClose, CloseCalls.Of(judgement).Any(static sentence => sentence.Contains("byte arrays that no pool made", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(140, "stop-too-small", true)]
    [InlineData(100, "stop-too-small", false)]
    [InlineData(300, "pool", true)]
    [InlineData(600, "pool", false)]
    public void ASizeNearTheSmallest_IsSaidToBe(int length, string word, bool isClose)
    {
        AllocationSample[] samples = [.. Arrays(1_000).Select(array => array with { Size = length + AllocationSample.ArrayHeader })];
        Judgement judgement = Judge(samples, Pauses("AllocSmall", 200));
        Assert.Equal(word, judgement.Verdict.Word);
        Assert.Equal(isClose, CloseCalls.Of(judgement).Any(static sentence => sentence.Contains("most of these arrays", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(2, 300, "One pause stands out, of 300.0 ms: without it, 0.1 % of the time is paused.")]
    [InlineData(120, 300, "One pause stands out, of 300.0 ms: without it, 0.6 % of the time is paused.")]
    [InlineData(2, 50, "1 of 3 pauses is over 10.0 ms, 50.0 ms long. That may be chance.")]
    [InlineData(0, 50, "The only pause is over 10.0 ms, 50.0 ms long. That may be chance.")]
    [InlineData(5, 0, null)]
    public void APauseThatStandsOut_IsToldWhereTheVerdictLeavesItOut(int shorter, int longest, string? sentence)
    {
        Judgement judgement = Judge([], [.. Pauses("AllocSmall", shorter, shorter > 100 ? 0.5 : 5), .. Pauses("AllocSmall", longest > 0 ? 1 : 0, longest)]);
        Assert.Equal("stop-no-gc-problem", judgement.Verdict.Word);
        Assert.Equal(sentence is not null, CloseCalls.Of(judgement).Any(close => close.StartsWith(sentence ?? "", StringComparison.Ordinal)));
    }

    /// <summary>If the seconds differ much, the share is uncertain.</summary>
    [Theory]
    [InlineData(7.0, true)]
    [InlineData(1.0, false)]
    public void AShareOfTimeNearItsLimit_IsSaidToBe(double milliseconds, bool isClose)
    {
        Pause[] pauses = [.. Enumerable.Range(0, 120).Select(index => new Pause(index * 80.0, index % 10 == 0 ? milliseconds : 0.1, 0, "AllocSmall"))];
        Judgement judgement = Judge([], pauses);
        Assert.Equal("stop-no-gc-problem", judgement.Verdict.Word);
        Assert.Equal(isClose, CloseCalls.Of(judgement).Any(static sentence => sentence.Contains("lies within that", StringComparison.Ordinal)));
    }

    /// <summary>If pauses are a problem because of their length, their share of the time isn't a close call.</summary>
    [Theory]
    [InlineData(18, 0.005, 0.01)]
    [InlineData(30, 0.01, 0.02)]
    public void AShareNearItsLimit_IsNoCloseCall_WhereLengthDecides(double milliseconds, double atLeast, double atMost)
    {
        Pause[] pauses = [.. Enumerable.Range(0, 30).Select(index => new Pause(index * 300.0, index % 6 == 0 ? milliseconds : 0.1, 0, "AllocSmall"))];
        Judgement judgement = Judge([], pauses);
        Assert.True(judgement.Thresholds.IsPauseProblem(judgement.Traces));
        Assert.InRange(judgement.Pauses.Share, atLeast, atMost);
        Assert.DoesNotContain(CloseCalls.Of(judgement), static sentence => sentence.Contains("lies within that", StringComparison.Ordinal));
    }

    /// <summary>If a pool of bytes isn't the answer, the report says what helps with the most allocated types.</summary>
    [Theory]
    [InlineData("System.String", "80 % of the bytes are strings, which no pool can hold.")]
    [InlineData("System.Int32[]", "80 % of the bytes are arrays of other types, which ArrayPool<T>.Shared rents")]
    [InlineData("System.Char[]", "80 % of the bytes are arrays of other types, which ArrayPool<T>.Shared rents")]
    [InlineData("My.Order[]", "80 % of the bytes are arrays of other types, which ArrayPool<T>.Shared rents")]
    [InlineData("System.Threading.Tasks.Task", null)]
    public void OtherTypes_AreToldWithWhatHelps(string type, string? sentence)
    {
        Judgement judgement = Judge([.. Arrays(400), .. Others(1_600).Select(other => other with { Type = type })], Pauses("AllocSmall", 200));
        Assert.Equal(Verdict.NotByteArrays, judgement.Verdict);
        Assert.Equal(sentence, TypeWords.Help(judgement) is { } said ? said[..sentence!.Length] : null);
        Assert.Null(TypeWords.Help(Judge([.. Arrays(1_600), .. Others(400)], Pauses("AllocSmall", 200))));
    }

    /// <summary>A collection that grows needs a capacity, since its arrays can't be rented. The array that a program makes itself can.</summary>
    [Theory]
    [InlineData("System.Int32[]", "System.Collections.Generic.List`1[System.Int32].AddWithResize(!0)", true)]
    [InlineData("System.__Canon[]", "System.Collections.Generic.List`1[System.__Canon].AddWithResize(!0)", true)]
    [InlineData("Entry[]", "System.Collections.Generic.Dictionary`2[System.Int32,System.__Canon].TryInsert(!0,!1,InsertionBehavior)", true)]
    [InlineData("Entry[System.Int32,System.Int32][]", null, true)]
    [InlineData("System.Int64[]", "System.Collections.Generic.Queue`1[System.Int64].Grow(int32)", true)]
    [InlineData("System.Int32[]", "System.Collections.Immutable.ImmutableArray`1+Builder[System.Int32].Add(!0)", true)]
    [InlineData("System.Char[]", "System.Text.StringBuilder.Append(class System.String)", true)]
    [InlineData("System.Int32[]", "System.Collections.Generic.List`1[System.Int32].ToArray()", false)]
    [InlineData("System.Int32[]", "System.Linq.Enumerable.ToArray(class System.Collections.Generic.IEnumerable`1<!!0>)", false)]
    [InlineData("System.Int32[]", null, false)]
    public void ArraysOfGrowingCollections_AreToldToNeedACapacity(string type, string? call, bool isGrown)
    {
        CallSite site = new("Program.Run()", null, null) { Call = call is null ? null : MethodName.AsWritten(call) };
        Judgement judgement = Judge([.. Arrays(400), .. Others(1_600).Select(other => other with { Type = type, Site = site })], Pauses("AllocSmall", 200));
        Assert.StartsWith(isGrown ? "80 % of the bytes are arrays of collections that grow, such as List<T> and Dictionary. Pass the capacity"
            : $"80 % of the bytes are arrays of other types{(call is null ? ", which ArrayPool<T>.Shared rents" : " that calls of libraries make")}",
            TypeWords.Help(judgement), StringComparison.Ordinal);
        Assert.Equal(TypeWords.Help(judgement), (string?)JsonNode.Parse(JsonReport.Text(judgement, TimeProvider.System))!["otherTypes"]);
    }

    /// <summary>A program that only works at its start is idle when its allocations are recorded. Recording that for longer wouldn't help.</summary>
    [Theory]
    [InlineData(0, 10, true)]
    [InlineData(50, 10, true)]
    [InlineData(0, 0.1, false)]
    [InlineData(50, 0.004, false)]
    public void AProgramThatHasStoppedWorking_IsToldToBeRecordedWhileItWorks(int samples, double seconds, bool isTold)
    {
        Findings pauses = new("test", TimeSpan.FromSeconds(10), Pauses("AllocSmall", 200), 1e10, []);
        Findings allocations = new("test", TimeSpan.FromSeconds(seconds), [], null, [.. Arrays(samples)]);
        Judgement judgement = Judgement.Of([pauses], [allocations], [], Thresholds.Default);
        Assert.Equal(Verdict.TooLittle, judgement.Verdict);
        string note = Assert.Single(judgement.Notes);
        Assert.Equal(isTold, note.Contains("allocated 1000.0 MB/s while they were recorded, and 0.", StringComparison.Ordinal));
        Assert.Equal(isTold, note.Contains("If it works at its start only, record it from there with dotnet-trace", StringComparison.Ordinal));
        Assert.DoesNotContain(isTold ? "record for about" : "in bursts", note, StringComparison.Ordinal);
    }

    private static Judgement Judge(AllocationSample[] samples, Pause[] pauses)
    {
        Findings findings = new("test", TimeSpan.FromSeconds(10), pauses, 1e9, samples);
        return Judgement.Of([findings], samples.Length == 0 ? [] : [findings], [], Thresholds.Default);
    }

    /// <summary>Returns this many pauses, spread over the recording.</summary>
    private static Pause[] Pauses(string reason, int count, double milliseconds = 5) =>
        [.. Enumerable.Range(0, count).Select(index => new Pause(index * 10_000.0 / count, milliseconds, 0, reason))];

    private static IEnumerable<AllocationSample> Arrays(int count) =>
        Enumerable.Repeat(new AllocationSample("System.Byte[]", 4_096, 100_000, false, CallSite.Unknown), count);

    private static IEnumerable<AllocationSample> Others(int count) => Arrays(count).Select(static array => array with { Type = "System.Double[]" });
}
