using System.Text.Json.Nodes;

namespace Tidepool.Tool.Tests;

/// <summary>Programs for which a pool isn't the answer, though pauses are a problem or byte arrays are what they allocate.</summary>
[Trait("Requirement", "D2")]
[Trait("Requirement", "D3")]
public class CauseTests(Examinations examinations)
{
    /// <summary>The program keeps objects and induces collections; its byte arrays alone would cause no pause that matters.</summary>
    [Theory]
    [InlineData("induced")]
    [InlineData("collections")]
    public async Task CollectionsThatAreAskedFor_AreTheProblem_AndWhoAsksIsNamed(string workload)
    {
        ToolRun run = await examinations.OfAsync(workload);
        Assert.Equal("stop-induced-collections", (string?)run.Report!["verdict"]);
        Assert.Null(run.Report["recommendation"]);
        JsonNode caller = run.Report["inducedBy"]![0]!;
        Assert.Contains("PortionMaker.Collect(", (string?)caller["method"], StringComparison.Ordinal);
        Assert.StartsWith("PortionMaker.cs:", (string?)caller["location"], StringComparison.Ordinal);

        // All collections; but on a busy machine, some stacks may have been recorded incompletely.
        Assert.InRange((double)caller["share"]!, 0.9, 1);
        Assert.Equal("induced", (string?)run.Report["pauses"]!["causes"]![0]!["cause"]);
        Assert.Contains("The code that asks: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("the program itself (GC.Collect and the like)", run.Page, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "D4")]
    public async Task ArraysThatAreKept_AreNotForAPool()
    {
        ToolRun run = await examinations.OfAsync("kept");
        Assert.Equal("stop-kept", (string?)run.Report!["verdict"]);
        Assert.Null(run.Report["recommendation"]);
        Assert.InRange((double)run.Report["kept"]!["share"]!, 0.7, 1);
        Assert.Contains("The heap grew by", run.Output, StringComparison.Ordinal);
    }

    /// <summary>Arrays that are held for a while are freed in the end, so the heap doesn't grow. A pool saves them only if they are returned: its
    /// configuration is shown under that condition.</summary>
    [Fact]
    [Trait("Requirement", "D4")]
    public async Task ArraysThatAreHeldForAWhile_AreForAPoolOnlyIfTheyAreReturned()
    {
        ToolRun run = await examinations.OfAsync("queue");
        Assert.Equal("stop-kept", (string?)run.Report!["verdict"]);
        Assert.InRange((double?)run.Report["kept"]?["share"] ?? 0, 0, 0.3);
        Assert.InRange((double)run.Report["aged"]!["low"]!, 0.5, 1);
        Assert.Contains("kept, not churned", run.Output, StringComparison.Ordinal);
        Assert.Contains("If each array is returned when it is done, a pool would serve", run.Output, StringComparison.Ordinal);
        Assert.Contains("What a pool would save, if each array is returned", run.Page, StringComparison.Ordinal);
    }

    /// <summary>The cache's size is constant, and no array is followed: the survivors that collections report are enough.</summary>
    [Fact]
    [Trait("Requirement", "D4")]
    public async Task AFullCache_IsKeptAndNotChurned_EvenWithoutLifetimes()
    {
        ToolRun run = await examinations.OfAsync("cache");
        Assert.Equal("stop-kept", (string?)run.Report!["verdict"]);
        Assert.False((bool)run.Report["aged"]!["fromLifetimes"]!);
        Assert.Contains("kept, not churned", run.Output, StringComparison.Ordinal);
        Assert.Contains("--lifetimes", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ArraysThatAreTiny_AreNotForAPool_AndWhatHelpsIsNamed()
    {
        ToolRun run = await examinations.OfAsync("tiny");
        Assert.Equal("stop-too-small", (string?)run.Report!["verdict"]);
        Assert.InRange((double)run.Report["allocations"]!["tooSmall"]!["share"]!, 0.95, 1);
        Assert.Equal(0, (double)run.Report["allocations"]!["worthPooling"]!["share"]!);
        Assert.Contains("stackalloc", run.Output, StringComparison.Ordinal);
    }

    /// <summary>The program sleeps, and allocates a few kilobytes a second: how it behaves under load isn't known.</summary>
    [Fact]
    public async Task AProgramThatIsIdle_IsNotAcquitted()
    {
        ToolRun run = await ToolRun.ExamineAsync("idle", "--duration", "00:00:03");
        Assert.Equal(("too-little-seen", 2), ((string?)run.Report!["verdict"], run.ExitCode));
        Assert.Matches(@"It allocated [0-9]+ kB/s and used [0-9.]+ % of a processor.*is it under load\?", run.Output);
    }

    /// <summary>The report names the caller and the library method that it calls, and says what to write instead.</summary>
    [Fact]
    [Trait("Requirement", "D4")]
    public async Task CallsOfLibraries_AreNamedBesideTheirCallers_WithWhatToWriteInstead()
    {
        ToolRun run = await examinations.OfAsync("calls");
        Assert.Equal("pool", (string?)run.Report!["verdict"]);
        JsonNode[] sites = [.. run.Report["allocations"]!["byteArraySites"]!.AsArray().OfType<JsonNode>()];
        JsonNode file = sites.Single(static site => ((string)site["method"]!).Contains(".ReadFile(", StringComparison.Ordinal));
        Assert.Equal("System.IO.File.ReadAllBytes(string)", (string?)file["call"]);
        Assert.Contains("RandomAccess.Read", (string?)file["instead"], StringComparison.Ordinal);
        JsonNode text = sites.Single(static site => ((string)site["method"]!).Contains(".DecodeText(", StringComparison.Ordinal));
        Assert.StartsWith("System.Convert.FromBase64String(", (string?)text["call"], StringComparison.Ordinal);
        Assert.Contains("File.ReadAllBytes → a lease", run.Output, StringComparison.Ordinal);
    }

    /// <summary>A method that makes byte arrays and other things: its known call makes only the byte arrays.</summary>
    [Fact]
    [Trait("Requirement", "D4")]
    public async Task AKnownCall_IsNotNamedForWhatItDoesNotAllocate()
    {
        JsonNode allocations = (await examinations.OfAsync("calls")).Report!["allocations"]!;
        JsonNode[] others = Sites("otherSites");
        Assert.NotEmpty(others);
        Assert.All(others, static site => Assert.Null(site["instead"]));
        Assert.All(others, static site => Assert.DoesNotContain("GetBytes", (string?)site["call"] ?? "", StringComparison.Ordinal));
        Assert.Contains(Sites("byteArraySites"), static site => ((string)site["call"]!).Contains("GetBytes", StringComparison.Ordinal));

        JsonNode[] Sites(string name) => [.. allocations[name]!.AsArray().OfType<JsonNode>()
            .Where(static site => ((string)site["method"]!).Contains(".ParseNumbers(", StringComparison.Ordinal))];
    }

    /// <summary>The name of a method compiled at run time differs between processes, so its caller is named.</summary>
    [Fact]
    [Trait("Requirement", "D4")]
    public async Task MethodsOfRunTime_AreSkippedToTheirCallers()
    {
        ToolRun run = await examinations.OfAsync("calls");
        string[] methods = [.. run.Report!["allocations"]!["byteArraySites"]!.AsArray().Select(static site => (string)site!["method"]!)];
        Assert.Contains(methods, static method => method.Contains(".CallCompiled(int)", StringComparison.Ordinal));
        Assert.All(methods, static method => Assert.DoesNotMatch("dynamicClass|0x[0-9a-f]{4}", method));
    }

    /// <summary>Large arrays trigger nearly all collections, but are only half of what is allocated. Arrays that the heap keeps save nothing.</summary>
    [Fact]
    [Trait("Requirement", "D4")]
    public async Task ASaving_FollowsWhatTriggeredTheCollections()
    {
        ToolRun run = await examinations.OfAsync("mixed");
        JsonNode advice = run.Report!["recommendation"]!;
        JsonArray causes = run.Report["pauses"]!["causes"]!.AsArray();
        double ofLarge = causes.Where(static cause => (string)cause!["cause"]! == "large-objects").Sum(static cause => (double)cause!["share"]!);
        double kept = (double?)run.Report["kept"]?["share"] ?? 0;
        Assert.Equal(ofLarge * (1 - kept), (double)advice["pauseSavedAbout"]!, 0.02);
        Assert.InRange((double)advice["pauseSavedAtMost"]!, (double)advice["pauseSavedAbout"]!, 1);
        Assert.Equal(1, causes.Sum(static cause => (double)cause!["share"]!), 1e-6);
    }
}
