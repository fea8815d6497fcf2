using System.Text.Json.Nodes;
using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;
using Tidepool.Tool.Comparing;
using Tidepool.Tool.Reports;

namespace Tidepool.Tool.Tests;

/// <summary>Runtimes before .NET 10 report an allocation about every 100 KB. Those aren't drawn at random, so no interval follows from them.</summary>
[Trait("Requirement", "D1")]
public class TickTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SharesOfTicks_AreSaidToBeLessCertain(bool areTicks)
    {
        Judgement judgement = Judge(areTicks, arrays: 800);
        Assert.Equal(areTicks, judgement.Notes.Any(static note => note.Contains("older than .NET 10", StringComparison.Ordinal)));
        Assert.Equal(areTicks, judgement.Notes.Any(static note => note.Contains("its profile gc-verbose", StringComparison.Ordinal)));
        Findings findings = judgement.Traces[0];
        Assert.Equal(areTicks, (findings with { AreTicks = false }).Then(findings).AreTicks);
    }

    /// <summary>"about 80 %", and no "±", wherever a share is shown.</summary>
    [Theory]
    [InlineData(true, "about 80 %")]
    [InlineData(false, "80 % ± 2.4")]
    public void AShareOfTicks_HasNoInterval(bool areTicks, string share)
    {
        Judgement judgement = Judge(areTicks, arrays: 800);
        Assert.Equal(share, Words.Percent(judgement.Allocations!.ByteArrays));
        string saving = Words.Saving(judgement);
        Assert.Contains($"would serve {share} of all bytes. About 20.0 MB/s {(areTicks ? "" : "(17.")}", saving, StringComparison.Ordinal);
        Assert.Equal(areTicks, !saving.Contains('±', StringComparison.Ordinal));
        string page = HtmlReport.Page(judgement, TimeProvider.System);
        Assert.Equal(areTicks, page.Contains("Shares are estimates without intervals", StringComparison.Ordinal));
        Assert.Equal(areTicks, !page.Contains("&#177;", StringComparison.Ordinal));
        Assert.Equal(areTicks, !page.Contains("<i style=", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AReportOnTicks_HasNoIntervals_AndIsComparedWithoutThem(bool areTicks)
    {
        JsonNode report = JsonNode.Parse(JsonReport.Text(Judge(areTicks, arrays: 800), TimeProvider.System))!;
        foreach (JsonNode? share in new[] { report["allocations"]!["byteArrays"], report["allocations"]!["types"]![0], report["recommendation"]!["pooled"] })
        {
            Assert.Equal((areTicks, areTicks), (share!["low"] is null, share["high"] is null));
        }

        Assert.Equal(areTicks, report["recommendation"]!["allocatedBytesPerSecondAfterLow"] is null);
        Assert.Equal(areTicks, report["recommendation"]!["allocatedBytesPerSecondAfterHigh"] is null);
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder.Of("report.json"), report.ToJsonString(), TestContext.Current.CancellationToken);
        Estimate arrays = Measured.Of(new FileInfo(folder.Of("report.json"))).ByteArrays!.Value;
        Assert.Equal(areTicks, arrays.Error is null);
        Assert.Equal(0.8, arrays.Value / (double)report["allocations"]!["bytesPerSecond"]!, 1e-9);
    }

    /// <summary>Without an interval, what survives gives no bound.</summary>
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0.9)]
    public void TheBound_IsAllThatAllocationTriggers(bool areTicks, double bound)
    {
        Judgement judgement = Judge(areTicks, arrays: 800);
        PauseSaving saving = PauseSaving.Of(judgement.Pauses, judgement.Allocations!.All, kept: 0, ofSurvivors: 0.2);
        Assert.Equal(0.8, saving.About, 1e-9);
        Assert.InRange(saving.AtMost, bound - 0.1, bound);
        Assert.Equal(areTicks, saving.AtMost >= 1);
    }

    [Theory]
    [InlineData(240, true)]
    [InlineData(180, false)]
    public void AShareOfTicksNearTheLimit_IsACloseCall(int arrays, bool isClose)
    {
        Judgement judgement = Judge(areTicks: true, arrays);
        Assert.Equal("stop-not-byte-arrays", judgement.Verdict.Word);
        Assert.Equal(isClose,
            CloseCalls.Of(judgement).Any(static sentence => sentence.Contains("can't tell which side they are on", StringComparison.Ordinal)));
    }

    private static Judgement Judge(bool areTicks, int arrays)
    {
        AllocationSample array = new("System.Byte[]", 4_096, 100_000, false, CallSite.Unknown) { IsTick = areTicks };
        AllocationSample[] samples = [.. Enumerable.Repeat(array, arrays), .. Enumerable.Repeat(array with { Type = "System.Double[]" }, 1_000 - arrays)];
        Pause[] pauses = [.. Enumerable.Range(0, 200).Select(static index => new Pause(index * 50, 5, 0, "AllocSmall"))];
        Findings findings = new("test", TimeSpan.FromSeconds(10), pauses, 1e9, samples) { AreTicks = areTicks };
        return Judgement.Of([findings], [findings], [], Thresholds.Default);
    }
}
