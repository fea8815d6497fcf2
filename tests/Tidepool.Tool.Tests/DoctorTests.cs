using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Tidepool.Tool.Analysis;
using Tidepool.Tool.Workloads;

namespace Tidepool.Tool.Tests;

/// <summary>The verdicts on programs whose allocations are known.</summary>
[Trait("Requirement", "S15")]
[Trait("Requirement", "D1")]
[Trait("Requirement", "D2")]
public class DoctorTests(Examinations examinations)
{
    [Fact]
    public async Task Calm_StopsAtTheFirstStep()
    {
        ToolRun run = await ToolRun.DoctorAsync("--duration", "00:00:03", "--fail-on", "pool", "--", ToolRun.DotnetHost, "exec", ToolRun.WorkloadProgram,
            "calm", "600");
        Assert.True(run.ExitCode == 0, run.Said);
        Assert.Equal("stop-no-gc-problem", (string?)run.Report!["verdict"]);
        Assert.Null(run.Report["allocations"]);
        Assert.Contains("stop-no-gc-problem", run.Output, StringComparison.Ordinal);
        Assert.Matches("Pauses were recorded for [0-9]+ s, as asked[.]", run.Output);
        Assert.DoesNotContain("allocations", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "D3")]
    public async Task Strings_StopAtTheSecondStep_NamingThemAndWhoMakesThem()
    {
        ToolRun run = await examinations.OfAsync("strings");
        Assert.Equal("stop-not-byte-arrays", (string?)run.Report!["verdict"]);
        Assert.Equal("System.String", (string?)run.Report["allocations"]!["types"]![0]!["type"]);
        Assert.Contains("MakeString", (string?)run.Report["allocations"]!["otherSites"]![0]!["method"], StringComparison.Ordinal);
        Assert.Contains("System.String", run.Output, StringComparison.Ordinal);
        Assert.Contains("MakeString", run.Output, StringComparison.Ordinal);
        new Truth("strings").AssertByteArrays(run.Report);
        Assert.Null(run.Report["recommendation"]);
    }

    [Theory]
    [Trait("Requirement", "D4")]
    [InlineData("bytes", "MakeLargeArray")]
    [InlineData("large", "MakeLargeArray")]
    [InlineData("queue", "MakeLargeArray")]
    [InlineData("small", "MakeArray")]
    [InlineData("threads", "MakeArray")]
    public async Task ByteArrays_GetAPool_WithSharesSizesAndWhoMakesThem(string workload, string method)
    {
        ToolRun run = await examinations.OfAsync(workload);
        Assert.Equal((workload == "queue" ? "stop-kept" : "pool", 1), ((string?)run.Report!["verdict"], (int)run.Report["version"]!));
        Truth truth = new(workload);
        truth.AssertByteArrays(run.Report);
        truth.AssertHistogram(run.Report);
        JsonNode site = run.Report["allocations"]!["byteArraySites"]![0]!;
        Assert.Contains($".{method}(", (string?)site["method"], StringComparison.Ordinal);
        Assert.StartsWith("PortionMaker.cs:", (string?)site["location"], StringComparison.Ordinal);
    }

    /// <summary>With enough samples, the limits are set by what the doctor promises, and not by chance.</summary>
    [Fact]
    [Trait("Requirement", "D3")]
    [Trait("Requirement", "D4")]
    public async Task ManySamples_GiveByteArraysWithinTwoPoints_AndTheHistogramWithinFivePercent()
    {
        ToolRun run = await examinations.SurelyOfAsync("bytes");
        Truth truth = new("bytes");
        Assert.SkipUnless(truth.IsSure(run.Report!), "This machine is too busy to take enough samples.");
        Assert.Equal(truth.ShareOf(Truth.IsByteArray), (double)run.Report!["allocations"]!["byteArrays"]!["share"]!, Truth.MostOfByteArrays);
        Assert.InRange(truth.Variation(run.Report), 0, Truth.MostVariation);
    }

    [Theory]
    [Trait("Requirement", "D4")]
    [InlineData("bytes")]
    [InlineData("large")]
    [InlineData("small")]
    public async Task LargeObjectHeap_HasItsShare(string workload)
    {
        ToolRun run = await examinations.OfAsync(workload);
        new Truth(workload).AssertOfArrays(run.Report!["allocations"]!["largeObjectHeap"], run.Report, static portion => portion.Size >= 85_000);
    }

    /// <summary>Pinned arrays trigger the collections that large objects trigger, however small they are.</summary>
    [Fact]
    [Trait("Requirement", "D4")]
    public async Task PinnedArrays_CountAsLargeObjects()
    {
        ToolRun run = await examinations.OfAsync("pinned");
        Truth truth = new("pinned");
        truth.AssertByteArrays(run.Report!);
        truth.AssertOfArrays(run.Report!["allocations"]!["largeObjectHeap"], run.Report, static portion => portion.Kind == PortionKind.PinnedArrays);
        JsonNode options = run.Report["recommendation"]!["configuration"]!["Tidepool"]!;
        Assert.True((bool)options["Pinned"]!);
        Assert.Contains("    Pinned = true,\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "D4")]
    public async Task ArraysOfAPool_AreToldAsSuch()
    {
        ToolRun run = await examinations.OfAsync("pooled");
        JsonNode allocations = run.Report!["allocations"]!;
        Truth truth = new("pooled");
        truth.AssertOfArrays(allocations["fromPools"], run.Report, static portion => portion.Kind == PortionKind.ArraysOfAPool);
        JsonNode site = Assert.Single(allocations["poolSites"]!.AsArray())!;
        Assert.Equal("ArrayPool.Shared", (string?)site["pool"]);
        Assert.Contains("RentArray", (string?)site["method"], StringComparison.Ordinal);
        Assert.Contains("made by a pool that the program already uses (ArrayPool.Shared)", run.Output, StringComparison.Ordinal);

        // A new pool can't save what a pool makes.
        truth.AssertPooled(run.Report);
    }

    /// <summary>Byte arrays are nearly all that is allocated, but an existing pool made most of them: another pool isn't the answer.</summary>
    [Fact]
    [Trait("Requirement", "D3")]
    public async Task APoolThatMisses_IsWhatToChange_AndNotAReasonForAnother()
    {
        ToolRun run = await examinations.OfAsync("pool-misses");
        Assert.Equal("stop-not-byte-arrays", (string?)run.Report!["verdict"]);
        Assert.Null(run.Report["recommendation"]);
        Truth truth = new("pool-misses");
        truth.AssertByteArrays(run.Report);
        truth.AssertByteArraysThatNoPoolMade(run.Report);
        string sentence = (string)run.Report["poolsThatMiss"]!;
        Assert.Matches(
            @"made by a pool that the program already uses \(ArrayPool[.]Shared\).* rented by .*RentArray\(.*ArrayPool[.]Shared keeps no array", sentence);
        Assert.Contains(sentence, run.Output, StringComparison.Ordinal);
        Assert.Contains("Stop here: fix the pool you have", run.Output, StringComparison.Ordinal);
        Assert.Contains("ArrayPool.Shared keeps no array", run.Page, StringComparison.Ordinal);
        Assert.Contains("that no pool made", run.Page, StringComparison.Ordinal);
    }

    /// <summary>The program runs for a few seconds: recording pauses takes all of them, and it is started again to record allocations.</summary>
    [Fact]
    [Trait("Requirement", "D3")]
    public async Task AShortLivedProgram_IsStartedAgainForTheNextStep()
    {
        ToolRun run = await ToolRun.DoctorAsync([.. Examinations.AnyPause, "--fail-on", "pool", "--", ToolRun.DotnetHost, "exec", ToolRun.WorkloadProgram,
            "bytes", "6"]);
        Assert.True(run.ExitCode == 1, run.Output);
        Assert.Equal("pool", (string?)run.Report!["verdict"]);
        Assert.Contains("until the program ended", run.Output, StringComparison.Ordinal);
        new Truth("bytes").AssertByteArrays(run.Report);
    }

    [Fact]
    [Trait("Requirement", "D6")]
    public async Task AProgramThatEndsInTheMiddle_StillGetsItsVerdict()
    {
        using WorkloadProcess program = await WorkloadProcess.StartAsync("calm");
        using TemporaryFolder folder = new();
        RunningTool doctor = new(TimeProvider.System, isTerminal: false, "doctor", "--duration", "00:30:00", "--process-id", $"{program.Id}", "--save-trace",
            folder.Path);
        await doctor.MakesAsync(folder.Of("1-pauses.nettrace"));
        await Task.Delay(Examinations.Enough, TestContext.Current.CancellationToken);
        program.End();
        ToolRun run = await doctor.End;
        Assert.True(run.ExitCode == 0, run.Said);
        Assert.Contains("stop-no-gc-problem", run.Output, StringComparison.Ordinal);
        Assert.Contains("until the program ended", run.Output, StringComparison.Ordinal);
    }

    /// <summary>
    /// The number of live arrays is known: the workload keeps a fixed number of each size. Dead arrays that wait for a collection of their generation count as
    /// alive. How many there are depends on the machine, but there are no more than
    /// were made since the workload's own full collection. Each of them is sampled with a known chance, so the estimate's bounds are known, too.
    /// </summary>
    [Fact]
    [Trait("Requirement", "D4")]
    public async Task Lifetimes_TellHowManyAreAliveAtOnce()
    {
        ToolRun run = await examinations.OfAsync("held");
        JsonNode lifetimes = run.Report!["lifetimes"]!;
        int collections = (int)lifetimes["collections"]!;
        Assert.InRange(collections, 3, int.MaxValue);

        // All are held longer than it takes until the next full collection.
        Assert.InRange((double)lifetimes["survivedOne"]!["share"]!, 0.99, 1);
        IReadOnlyList<Portion> portions = Workload.Named("held").Portions;
        Portion[] arrays = [.. portions.Where(static portion => portion.Held > 0)];

        // A full collection comes anywhere in its round, so there may be one more round between two of them.
        int roundsBetween = portions.Single(static portion => portion.Kind == PortionKind.FullCollections).Every + 1;

        // Half of what the samples show, since they may be few. In a short examination, or on a busy machine, a program hasn't made all that it would hold.
        int rounds = (int)((int)lifetimes["survivedOne"]!["samples"]! / arrays.Sum(static portion =>
            portion.Times * portion.Size / SampleWeight.OfSampled(portion.Size)) / 2);
        foreach (Portion portion in arrays)
        {
            JsonNode alive = OfSize(lifetimes["alive"]!.AsArray());
            double peak = (double)alive["peak"]!;
            double arraysOfASample = SampleWeight.OfSampled(portion.Size) / portion.Size;
            double chance = 1 / arraysOfASample;
            int least = Binomial.LeastOf(Math.Min(portion.Held, portion.Times * rounds), chance, Truth.FalseAlarm / arrays.Length);
            int most = Binomial.MostOf(portion.Held + (portion.Times * roundsBetween), chance, Truth.FalseAlarm / arrays.Length / collections);
            Assert.InRange(peak, least * arraysOfASample * 0.999, most * arraysOfASample * 1.001);
            Assert.Equal(peak + (1.96 * Math.Sqrt(peak * (arraysOfASample - 1))), (double)alive["atMost"]!, 1e-6 * peak);

            JsonNode OfSize(JsonArray bySize) => bySize.Single(bucket => (int)bucket!["upTo"]! == SizeBucket.Of(portion.Length))!;
        }
    }

    /// <summary>The advice asks for as many buffers as were alive at once.</summary>
    [Fact]
    [Trait("Requirement", "D4")]
    public async Task TheAdvice_FollowsWhatWasAliveAtOnce()
    {
        ToolRun run = await examinations.OfAsync("queue");
        JsonNode advice = run.Report!["recommendation"]!;
        JsonArray buckets = advice["buckets"]!.AsArray();
        JsonArray alive = run.Report["lifetimes"]!["alive"]!.AsArray();
        Assert.True((bool)advice["buffersFromLifetimes"]!);
        Assert.Equal(alive.Select(static live => Math.Ceiling((double)live!["atMost"]!)), buckets.Select(static bucket => (double)bucket!["buffers"]!));
        uint most = buckets.Max(static bucket => (uint)bucket!["buffers"]!);
        Assert.Equal(BitOperations.RoundUpToPowerOf2(most), (uint)advice["configuration"]!["Tidepool"]!["MaxBuffersPerBucket"]!);
    }

    [Fact]
    [Trait("Requirement", "D4")]
    public async Task Configuration_BindsToTheOptionsOfAPool()
    {
        ToolRun run = await examinations.OfAsync("bytes");
        using MemoryStream json = new();
        await using (StreamWriter writer = new(json, leaveOpen: true))
        {
            await writer.WriteAsync(run.Report!["recommendation"]!["configuration"]!.ToJsonString());
        }

        json.Position = 0;
        BytePoolOptions options = new();
        new ConfigurationBuilder().AddJsonStream(json).Build().GetSection("Tidepool").Bind(options);
        Assert.Equal((64, 131_072), (options.MinSize, options.MaxSize));
        Assert.Equal(run.Report["recommendation"]!["configuration"]!["Tidepool"]!["MaxBuffersPerBucket"]!.GetValue<int>(), options.MaxBuffersPerBucket);
        using BytePool pool = new(options);
        Assert.Equal((64, 131_072), (pool.MinSize, pool.MaxSize));
    }

    /// <summary>The advice itself: a program with the recommended pool and configuration allocates what was predicted, within 20 %.</summary>
    [Fact]
    [Trait("Requirement", "D4")]
    public async Task TheAdvice_Followed_LowersTheAllocationRateAsPredicted()
    {
        ToolRun run = await examinations.SurelyOfAsync("bytes");
        Truth truth = new("bytes");
        truth.AssertPooled(run.Report!);
        Assert.SkipUnless(truth.IsSure(run.Report!), "This machine is too busy to take enough samples.");
        JsonNode advice = run.Report!["recommendation"]!;
        double predicted = (double)advice["allocatedBytesPerSecondAfter"]! / (double)advice["allocatedBytesPerSecond"]!;
        string configuration = advice["configuration"]!["Tidepool"]!.ToJsonString();
        double before = await AllocatedPerRoundAsync("bytes", configuration);
        double after = await AllocatedPerRoundAsync("bytes-leased", configuration);
        Assert.InRange(after / before, 0.8 * predicted, 1.2 * predicted);
    }

    /// <summary>Bytes according to the runtime's own count. A round does the same in both programs.</summary>
    private static async Task<double> AllocatedPerRoundAsync(string workload, string configuration)
    {
        ProcessStartInfo start = new(ToolRun.DotnetHost, ["exec", ToolRun.WorkloadProgram, workload, "3"]) { RedirectStandardOutput = true };
        start.Environment[AdvisedPool.Variable] = configuration;
        using Process program = Process.Start(start)!;
        string output = await program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        string line = output.Split('\n').Single(static line => line.StartsWith("allocated per round: ", StringComparison.Ordinal));
        return double.Parse(line.Split(": ")[1], CultureInfo.InvariantCulture);
    }
}
