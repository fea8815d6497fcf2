using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Tidepool.Tool.Workloads;

namespace Tidepool.Tool.Tests;

/// <summary>The verdicts on programs whose allocations are known.</summary>
/// <remarks>Most are told that any pause is a problem: whether there are long ones here depends on the machine.</remarks>
[Trait("Requirement", "D1")]
[Trait("Requirement", "D2")]
public class DoctorTests
{
    private static readonly string[] s_anyPause = ["--max-pause-share", "0", "--duration", "00:00:05"];

    [Fact]
    public async Task Calm_StopsAtTheFirstStep()
    {
        ToolRun run = await ToolRun.ExamineAsync("calm", "--duration", "00:00:03", "--fail-on", "pool");
        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Equal("stop-no-gc-problem", (string?)run.Report!["verdict"]);
        Assert.Null(run.Report["allocations"]);
        Assert.Contains("stop-no-gc-problem", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("allocations", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "D3")]
    public async Task Strings_StopAtTheSecondStep_NamingThemAndWhoMakesThem()
    {
        ToolRun run = await ToolRun.ExamineAsync("strings", [.. s_anyPause, "--fail-on", "stop-not-byte-arrays"]);
        Assert.True(run.ExitCode == 1, run.Output);
        Assert.Equal("stop-not-byte-arrays", (string?)run.Report!["verdict"]);
        Assert.Equal("System.String", (string?)run.Report["allocations"]!["types"]![0]!["type"]);
        Assert.Contains("MakeString", (string?)run.Report["allocations"]!["otherSites"]![0]!["method"], StringComparison.Ordinal);
        AssertShareIsRight("strings", run);
        Assert.Null(run.Report["recommendation"]);
    }

    [Fact]
    [Trait("Requirement", "D4")]
    [Trait("Requirement", "D5")]
    public async Task ByteArrays_GetAPool()
    {
        ToolRun run = await ToolRun.ExamineAsync("bytes", s_anyPause);
        Assert.True(run.ExitCode == 0, run.Output);
        JsonNode report = run.Report!;
        Assert.Equal(("pool", 1), ((string?)report["verdict"], (int)report["version"]!));
        AssertShareIsRight("bytes", run);
        AssertHistogramIsRight("bytes", run);
        Assert.Equal(100_024.0 / 160_600, (double)report["allocations"]!["largeObjectHeap"]!["share"]!, 0.03);
        JsonNode site = report["allocations"]!["byteArraySites"]![0]!;
        Assert.Contains("MakeLargeArray", (string?)site["method"], StringComparison.Ordinal);
        Assert.StartsWith("Workload.cs:", (string?)site["location"], StringComparison.Ordinal);
        JsonNode advice = report["recommendation"]!["configuration"]!["Tidepool"]!;
        Assert.Equal((1_024, 131_072), ((int)advice["MinSize"]!, (int)advice["MaxSize"]!));
        AssertPageIsWhole(run.Page!);
    }

    [Fact]
    [Trait("Requirement", "D4")]
    public async Task ArraysOfAPool_AreToldAsSuch()
    {
        ToolRun run = await ToolRun.ExamineAsync("pooled", s_anyPause);
        Assert.True(run.ExitCode == 0, run.Output);
        JsonNode allocations = run.Report!["allocations"]!;
        Assert.Equal(0.89, (double)allocations["fromPools"]!["share"]!, 0.03);
        Assert.Equal("ArrayPool.Shared", (string?)allocations["byteArraySites"]![0]!["pool"]);
        Assert.Contains("RentArray", (string?)allocations["byteArraySites"]![0]!["method"], StringComparison.Ordinal);

        // What a pool makes is not for a pool to save.
        Assert.InRange((double)run.Report["recommendation"]!["pooled"]!["share"]!, 0.05, 0.17);
    }

    [Fact]
    [Trait("Requirement", "D4")]
    public async Task Traces_AreJudgedAsOne_WithALineForEach()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tidepool-test-");
        try
        {
            ToolRun live = await ToolRun.ExamineAsync("threads", [.. s_anyPause, "--save-trace", folder.FullName]);
            Assert.True(live.ExitCode == 0, live.Output);
            string[] traces = [.. folder.GetFiles("*.nettrace").Select(static file => file.FullName).Order()];
            Assert.Equal(2, traces.Length);

            ToolRun recorded = await ToolRun.DoctorAsync(["--max-pause-share", "0", "--trace", .. traces]);
            Assert.True(recorded.ExitCode == 0, recorded.Output);
            Assert.Equal("pool", (string?)recorded.Report!["verdict"]);
            Assert.Equal(["1-pauses.nettrace", "2-allocations.nettrace"], recorded.Report["traces"]!.AsArray().Select(static trace => (string)trace!["name"]!));
            Assert.Equal((int)live.Report!["allocations"]!["samples"]!, (int)recorded.Report["allocations"]!["samples"]!);
            AssertShareIsRight("threads", recorded);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    [Trait("Requirement", "D6")]
    public async Task AProgramThatEndsInTheMiddle_StillGetsItsVerdict()
    {
        ToolRun run = await ToolRun.DoctorAsync("--duration", "00:00:30", "--", ToolRun.DotnetHost, "exec", ToolRun.WorkloadProgram, "calm", "4");
        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Equal("stop-no-gc-problem", (string?)run.Report!["verdict"]);
        Assert.InRange((double)run.Report["pauses"]!["seconds"]!, 0.5, 20);
    }

    /// <summary>The advice itself: followed, it saves what it promised.</summary>
    [Fact]
    [Trait("Requirement", "D4")]
    public async Task TheAdvice_Followed_LowersTheAllocationRateAsPredicted()
    {
        ToolRun run = await ToolRun.ExamineAsync("bytes", s_anyPause);
        Assert.True(run.ExitCode == 0, run.Output);
        JsonNode advice = run.Report!["recommendation"]!;
        double predicted = (double)advice["allocatedBytesPerSecondAfter"]! / (double)advice["allocatedBytesPerSecond"]!;

        double before = await AllocatedPerRoundAsync("bytes");
        double after = await AllocatedPerRoundAsync("bytes-leased");
        Assert.Equal(1, after / before / predicted, 0.2);
    }

    /// <summary>Bytes by the runtime's own count. A round does the same in both programs.</summary>
    private static async Task<double> AllocatedPerRoundAsync(string workload)
    {
        ProcessStartInfo start = new(ToolRun.DotnetHost, ["exec", ToolRun.WorkloadProgram, workload, "2"]) { RedirectStandardOutput = true };
        using Process program = Process.Start(start)!;
        string output = await program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        return double.Parse(output.Split('\n')[0].Split(": ")[1], CultureInfo.InvariantCulture);
    }

    private static void AssertShareIsRight(string workload, ToolRun run)
    {
        IReadOnlyList<Portion> portions = Workload.Named(workload).Portions;
        double truth = portions.Where(static portion => portion.Kind != PortionKind.Strings).Sum(static portion => portion.Bytes) / (double)portions.Sum(static portion => portion.Bytes);
        Assert.Equal(truth, (double)run.Report!["allocations"]!["byteArrays"]!["share"]!, 0.02);
    }

    private static void AssertHistogramIsRight(string workload, ToolRun run)
    {
        Portion[] arrays = [.. Workload.Named(workload).Portions.Where(static portion => portion.Kind != PortionKind.Strings)];
        double total = arrays.Sum(static portion => portion.Bytes);
        Dictionary<int, double> found = run.Report!["allocations"]!["histogram"]!.AsArray().ToDictionary(static bucket => (int)bucket!["upTo"]!, static bucket => (double)bucket!["share"]!);
        Dictionary<int, double> truth = arrays.GroupBy(static portion => Advice.AllocationSummary.BucketOf(portion.Length)).ToDictionary(static group => group.Key, group => group.Sum(static portion => portion.Bytes) / total);
        double distance = found.Keys.Union(truth.Keys).Sum(limit => Math.Abs(found.GetValueOrDefault(limit) - truth.GetValueOrDefault(limit))) / 2;
        Assert.InRange(distance, 0, 0.05);
    }

    /// <summary>Its own plots, well formed, and nothing from elsewhere.</summary>
    private static void AssertPageIsWhole(string page)
    {
        Assert.DoesNotContain("http:", page.Replace("http://www.w3.org/", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("https:", page, StringComparison.Ordinal);
        string[] plots = [.. page.Split("<svg").Skip(1).Select(static part => "<svg" + part[..(part.IndexOf("</svg>", StringComparison.Ordinal) + 6)])];
        Assert.Equal(2, plots.Length);
        Assert.All(plots, static plot => XDocument.Parse(plot));
        Assert.Contains("color-scheme: light dark", page, StringComparison.Ordinal);
    }
}
