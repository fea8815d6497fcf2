using System.Text.Json.Nodes;
using Tidepool.Tool.Comparing;

namespace Tidepool.Tool.Tests;

/// <summary>Comparisons of two recordings, before and after a change.</summary>
[Trait("Requirement", "D5")]
public class ComparisonTests(Examinations examinations)
{
    /// <summary>Recordings of two programs differ in the rate of byte arrays, by more than noise, and in the methods.</summary>
    [Fact]
    public async Task TwoTraces_AreComparedByRateAndByMethod()
    {
        string strings = (await examinations.TracesOfAsync("strings"))[1];
        string threads = (await examinations.TracesOfAsync("threads"))[1];
        ToolRun run = await ToolRun.DoctorAsync("--compare", strings, threads);
        Assert.True(run.ExitCode == 0, run.Said);
        JsonNode[] rows = [.. run.Report!["rows"]!.AsArray().OfType<JsonNode>()];
        Assert.Equal(["allocated", "of the time paused", "pauses a second", "longest pause", "byte arrays"],
            rows[..5].Select(static row => (string?)row["what"]));
        Assert.True((bool?)rows[4]["isMoreThanNoise"], run.Output);
        Assert.Contains(rows[5..], static row => ((string)row["what"]!).Contains("MakeArray", StringComparison.Ordinal));
        Assert.Contains("more than noise?", run.Output, StringComparison.Ordinal);
        Assert.Contains("<h1>Before and after</h1>", run.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoReports_AreCompared_AndOneWithItselfDoesNotDiffer()
    {
        using TemporaryFolder folder = new();
        JsonNode report = (await examinations.OfAsync("bytes")).Report!;
        await File.WriteAllTextAsync(folder.Of("before.json"), report.ToJsonString(), TestContext.Current.CancellationToken);
        File.Copy(folder.Of("before.json"), folder.Of("copy.json"));
        ToolRun same = await ToolRun.DoctorAsync("--compare", folder.Of("before.json"), folder.Of("copy.json"));
        Assert.True(same.ExitCode == 0, same.Said);
        Assert.All(same.Report!["rows"]!.AsArray(), static row =>
            Assert.Equal((0, false), ((double)row!["difference"]!, (bool?)row["isMoreThanNoise"] ?? false)));
        JsonNode after = (await examinations.OfAsync("calm")).Report!;
        await File.WriteAllTextAsync(folder.Of("after.json"), after.ToJsonString(), TestContext.Current.CancellationToken);
        ToolRun run = await ToolRun.DoctorAsync("--compare", folder.Of("before.json"), folder.Of("after.json"));
        Assert.True((bool?)run.Report!["rows"]![0]!["isMoreThanNoise"], run.Output);
        Assert.Contains("What is allocated isn't compared", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--compare takes two files, before and after, and not 1.", "a.json")]
    [InlineData("isn't a report of the doctor", "a.json", "b.json")]
    [InlineData("a.json twice: give it another file to compare with.", "a.json", "a.json")]
    [InlineData("There is no file", "missing.json", "a.json")]
    public async Task WhatCannotBeCompared_IsTold(string sentence, params string[] files)
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder.Of("a.json"), "{}", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.Of("b.json"), "{}", TestContext.Current.CancellationToken);
        ToolRun run = await ToolRun.OfAsync(["doctor", "--compare", .. files.Select(folder.Of)]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(sentence, run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 1.0, 12, 1.0, true)]
    [InlineData(10, 1.0, 11.2, 1.0, false)]
    [InlineData(10, null, 20, 1.0, null)]
    public void ADifference_IsMoreThanNoise_WhereItsIntervalLeavesOutZero(double before, double? beforeError, double after, double? afterError, bool? isMore) =>
        Assert.Equal(isMore, new Comparison.Row("any", Comparison.Unit.Share, new Estimate(before, beforeError),
            new Estimate(after, afterError)).IsMoreThanNoise);
}
