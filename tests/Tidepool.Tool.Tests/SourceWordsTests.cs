using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;
using Tidepool.Tool.Reports;

namespace Tidepool.Tool.Tests;

/// <summary>What a report says about arrays that a pool can't serve, may not be able to serve, or made itself.</summary>
[Trait("Requirement", "D4")]
public class SourceWordsTests
{
    /// <summary>The program has no line to change.</summary>
    [Fact]
    public void ArraysThatALibraryMakesOnItsOwn_AreNotCounted()
    {
        CallSite pump = new("Wire.Pump.Run()", null, null) { Call = "Wire.Pump.Alloc(int)", RunBy = "on a thread of its own", IsByLibrary = true };
        AllocationSummary summary = Summary(pump, new CallSite("Server.Read()", null, null));
        Assert.Equal((0.5, 0.5), (summary.OutOfReach.Value, summary.WorthPooling.Value));
        Assert.Null(SourceWords.NotCertain(summary));
        Assert.Matches(@"^Not counted as a saving: 50 % ± [0-9.]+ of all bytes are allocated by libraries on their own, with no method of the program on the "
            + @"stack \(Wire[.]Pump[.]Run\(\); if that is code of yours, put its [.]pdb beside it\)[.]$", SourceWords.NotCounted(summary));
    }

    /// <summary>Whether the call takes a buffer isn't known.</summary>
    [Fact]
    public void ArraysOfACallThatIsNotKnown_AreCounted_AndThatIsSaid()
    {
        CallSite load = new("Server.Load()", null, null) { Call = "Wire.Client.Fetch(int)" };
        AllocationSummary summary = Summary(load, new CallSite("Server.Read()", null, null));
        Assert.Equal((0.5, 1), (summary.ByUnknownCalls.Value, summary.WorthPooling.Value));
        Assert.Null(SourceWords.NotCounted(summary));
        Assert.Matches(
            "^50 % ± [0-9.]+ of all bytes are byte arrays of libraries' methods that the doctor doesn't know [(]Wire[.]Client[.]Fetch[(]int[)][)][.]",
            SourceWords.NotCertain(summary));
    }

    /// <summary>Ten call sites of the program's own allocate more each.</summary>
    [Fact]
    public void CallsThatAreNotKnown_AreNamed_EvenIfNoneIsAmongTheLargest()
    {
        CallSite[] own = [.. Enumerable.Range(0, 10).Select(static index => new CallSite($"Server.Read{index}()", null, null))];
        AllocationSummary summary = Summary([.. own, .. own, new CallSite("Server.Load()", null, null) { Call = "Wire.Client.Fetch(int)" },
            new CallSite("Server.Pack()", null, null) { Call = "Wire.Client.Pack(int)" }]);
        Assert.DoesNotContain(summary.ByteArraySites.Top, static site => site.Key.IsUncertain);
        Assert.Contains("(Wire.Client.Fetch(int), Wire.Client.Pack(int))", SourceWords.NotCertain(summary), StringComparison.Ordinal);
    }

    /// <summary>For example, the arrays of a lambda that is inlined into the timer that calls it.</summary>
    [Fact]
    public void ArraysOfALibraryThatDoesNotAllocateItself_MayBeTheProgramsOwn()
    {
        AllocationSummary summary = Summary(new CallSite("System.Timers.Timer.MyTimerCallback(object)", null, null) { RunBy = "from a timer" });
        Assert.Equal((0, 1, 1), (summary.OutOfReach.Value, summary.ByUnknownCalls.Value, summary.WorthPooling.Value));
        Assert.Contains("(System.Timers.Timer.MyTimerCallback(object))", SourceWords.NotCertain(summary), StringComparison.Ordinal);
    }

    /// <summary>What can be changed depends on the pool.</summary>
    [Theory]
    [InlineData("ArrayPool.Shared", "keeps no array over 1 GiB, and a limited number of each size, which only environment variables change")]
    [InlineData("Tidepool", "`tidepool watch` shows why")]
    [InlineData("RecyclableMemoryStream", "MaximumLargePoolFreeBytes")]
    [InlineData("an ArrayPool", "Change the sizes of that pool")]
    public void APoolThatMisses_IsToldWhatCanBeChanged(string pool, string advice) =>
        Assert.Contains(advice, SourceWords.PoolsThatMiss(Summary(new CallSite("Server.Read()", null, pool))), StringComparison.Ordinal);

    /// <summary>The sizes tell whether they are over the pool's limit.</summary>
    [Fact]
    public void ThePoolsMisses_AreToldBySize()
    {
        CallSite missing = new("Server.Read()", null, "an ArrayPool");
        AllocationSample small = new("System.Byte[]", 5_024, 200_000, false, missing);
        AllocationSample large = small with { Size = 3_000_024, Weight = 3_000_024, IsLarge = true };
        AllocationSample other = large with { Size = 500_024, Site = CallSite.Unknown };
        AllocationSummary summary = AllocationSummary.Of([new Findings("test", TimeSpan.FromSeconds(1), [], null,
            [.. Enumerable.Repeat(small, 10), large, large, large, other])]);
        Assert.Contains("By size, they are of up to 4 MiB (82 %), 8 KiB (18 %). Another pool", SourceWords.PoolsThatMiss(summary), StringComparison.Ordinal);
    }

    private static AllocationSummary Summary(params CallSite[] sites) => AllocationSummary.Of(
        [new Findings("test", TimeSpan.FromSeconds(1), [], null,
            [.. Enumerable.Range(0, 400).Select(index => new AllocationSample("System.Byte[]", 4_096, 100_000, false, sites[index % sites.Length]))])]);
}
