using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;
using Tidepool.Tool.Reports;

namespace Tidepool.Tool.Tests;

/// <summary>Lists of the largest items: nothing is listed twice, and omitted items are counted.</summary>
[Trait("Requirement", "D5")]
public class RankingTests
{
    /// <summary>The call sites differ only in properties that no report shows.</summary>
    [Fact]
    public void CallSitesThatReadTheSame_AreOne()
    {
        KnownCall known = KnownCalls.All[0];
        CallSite site = new("Server.Read(int)", "Server.cs:12", "ArrayPool.Shared");
        AllocationSummary summary = Summary([Sample(site with { Call = "A.B()" }), Sample(site with { Call = "A.C()" }), Sample(site with { Known = known }),
            Sample(site with { Pool = null })]);
        Assert.Equal([(0.75, "ArrayPool.Shared"), (0.25, null)], summary.ByteArraySites.Top.Select(static top => (top.Share.Value, top.Key.Pool)));
        Assert.Equal(1, Assert.Single(summary.PoolSites.Top).Share.Value / 0.75, 1e-9);
    }

    [Fact]
    public void CallersThatReadTheSame_AreOne()
    {
        CallSite caller = new("Job.Run()", "Job.cs:7", null);
        Pause[] pauses = [.. Enumerable.Range(0, 200).Select(static index => new Pause(index, 5, 2, "Induced"))];
        Findings findings = new("test", TimeSpan.FromSeconds(10), pauses, 1e9, [])
        {
            InducedBy = [caller, caller with { Known = KnownCalls.All[0] }, caller with { Location = "Job.cs:9", Call = "System.GC.GetTotalMemory(bool)" }],
        };
        Judgement judgement = Judgement.Of([findings], [], [], Thresholds.Default);
        Assert.Equal(2, judgement.InducedBy.Count);
        Assert.Contains("The code that asks: Job.Run() (Job.cs:7) (67 %), Job.Run() (Job.cs:9), by System.GC.GetTotalMemory(bool) (33 %).",
            Words.Induced(judgement), StringComparison.Ordinal);
        Assert.Contains("(GC.Collect, GC.GetTotalMemory(true), GC.AddMemoryPressure and the like)", Words.Induced(judgement), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 0, null)]
    [InlineData(11, 1, "and 1 more")]
    [InlineData(40, 30, "and 30 more")]
    public void WhatIsLeftOut_IsCountedAndAddedUp(int sites, int others, string? text)
    {
        AllocationSummary summary = Summary([.. Enumerable.Range(0, sites).Select(static index => Sample(new CallSite($"M{index}()", null, null)))]);
        Assert.Equal((10, others, text), (summary.ByteArraySites.Top.Count, summary.ByteArraySites.Others, Words.Others(summary.ByteArraySites)));
        Assert.Equal(others / (double)sites, summary.ByteArraySites.OthersShare.Value, 1e-9);
        Assert.Equal(1, summary.ByteArraySites.Top.Sum(static top => top.Share.Value) + summary.ByteArraySites.OthersShare.Value, 1e-9);
    }

    /// <summary>An item that would be shown as 0.0 % is omitted, unless there is no other.</summary>
    [Fact]
    public void WhatIsNextToNothing_IsNotListed()
    {
        AllocationSample[] arrays = [.. Enumerable.Repeat(Sample(CallSite.Unknown), 3_000)];
        AllocationSample stray = Sample(CallSite.Unknown) with { Type = "Program.Stray", Site = new CallSite("Stray()", null, null) };
        AllocationSummary summary = Summary([.. arrays, stray]);
        Assert.Equal(["System.Byte[]"], summary.Types.Top.Select(static top => top.Key));
        Assert.Equal((1, 1), (summary.Types.Others, summary.Types.OthersShare.Samples));
        Assert.Single(summary.OtherSites.Top);
    }

    /// <summary>A constructor call is written as in source.</summary>
    [Fact]
    public void AConstructor_IsWrittenWithNew() => Assert.Equal("Server.Read(int), by new System.IO.MemoryStream()",
        new CallSite("Server.Read(int)", null, null) { Call = "System.IO.MemoryStream..ctor()" }.Text);

    /// <summary>The recording contains neither the reason nor the generation.</summary>
    [Fact]
    public void ACollectionFromBeforeTheRecording_IsSaidToBeThat()
    {
        Findings findings = new("test", TimeSpan.FromSeconds(1), [new Pause(0, 1, 0, Pause.FromBefore)], null, []);
        PauseSummary.Kind kind = Assert.Single(PauseSummary.Of([findings]).Kinds);
        Assert.Equal(("began before the recording", "other or unknown reasons"), (Words.Kind(kind), Words.Cause(kind.Cause)));
    }

    private static AllocationSummary Summary(AllocationSample[] samples) =>
        AllocationSummary.Of([new Findings("test", TimeSpan.FromSeconds(1), [], null, samples)]);

    private static AllocationSample Sample(CallSite site) => new("System.Byte[]", 4_096, 100_000, false, site);
}
