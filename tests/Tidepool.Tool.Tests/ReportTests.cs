using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Spectre.Console;
using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;
using Tidepool.Tool.Commands;
using Tidepool.Tool.Reports;

namespace Tidepool.Tool.Tests;

/// <summary>The reports for programs and for people.</summary>
[Trait("Requirement", "D5")]
public partial class ReportTests(Examinations examinations)
{
    /// <summary>The JSON report has exactly the properties that docs/doctor-json.md lists.</summary>
    [Fact]
    public async Task Json_HasTheDocumentedProperties()
    {
        string document = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "doctor-json.md"), TestContext.Current.CancellationToken);
        SortedSet<string> documented = new(PropertyRow().Matches(document).Select(static match => match.Groups[1].Value), StringComparer.Ordinal);
        SortedSet<string> found = new(StringComparer.Ordinal);
        foreach (string workload in new[] { "queue", "strings", "pooled", "pool-misses", "collections", "pinned" })
        {
            AddPaths((await examinations.OfAsync(workload)).Report!, "", found);
        }

        Assert.Equal(documented, found);
    }

    [Theory]
    [InlineData("queue", 5, "Stop here, unless you can return them")]
    [InlineData("strings", 5, "Stop here: not byte arrays")]
    public async Task Page_HasItsPlots_AndNeedsNothingFromElsewhere(string workload, int plots, string headline)
    {
        string page = (await examinations.OfAsync(workload)).Page!;
        string own = page.Replace("http://www.w3.org/", "", StringComparison.Ordinal);
        Assert.DoesNotContain("http:", own, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", own, StringComparison.Ordinal);
        string[] drawn = [.. page.Split("<svg").Skip(1).Select(static part => "<svg" + part[..(part.IndexOf("</svg>", StringComparison.Ordinal) + 6)])];
        Assert.Equal(plots, drawn.Length);
        Assert.All(drawn, static plot => XDocument.Parse(plot));
        Assert.Contains("color-scheme: light dark", page, StringComparison.Ordinal);

        // All colours are the page's own, which adapt to light and dark.
        Assert.DoesNotContain("rgb(", page, StringComparison.Ordinal);
        Assert.InRange(page.IndexOf(headline, page.IndexOf("<body>", StringComparison.Ordinal), StringComparison.Ordinal), 0,
            page.IndexOf("<svg", StringComparison.Ordinal));
    }

    /// <summary>The drawing shows stacks from the outermost method to the allocated type. Each part is reachable with the keyboard.</summary>
    [Fact]
    public async Task Page_HasTheStacks_AsADrawing()
    {
        string page = (await examinations.OfAsync("strings")).Page!;
        Assert.Matches("role=\"treeitem\" tabindex=\"0\" aria-level=\"1\" aria-label=\"all that was allocated: ", page);
        Assert.Matches("tabindex=\"-1\" aria-level=\"[0-9]+\" aria-label=\"[^\"]*MakeString[(]int[)]: 9[0-9] % of all bytes", page);
        Assert.Contains("data-n=\"System.String\"", page, StringComparison.Ordinal);
        Assert.Contains("id=\"flame-search\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminal_ShowsTheLargestStacks() =>
        Assert.Matches(@"where memory is allocated, of all bytes\n +(99|100) % .*Workload.*\n( +[0-9]+ % .*\n)+",
            (await examinations.OfAsync("strings")).Output);

    /// <summary>No word is broken, and no line is longer than the terminal unless it is a single word.</summary>
    [Fact]
    public async Task ANarrowTerminal_GetsLinesInsteadOfTables()
    {
        string[] traces = await examinations.TracesOfAsync("strings");
        await using StringWriter screen = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(screen) });
        console.Profile.Width = 40;
        int exitCode = await ToolCommand.InvokeAsync(["doctor", .. Examinations.AnyPause, "--trace", .. traces], console, console, TimeProvider.System,
            TestContext.Current.CancellationToken);
        Assert.Equal(0, exitCode);
        string[] lines = screen.ToString().Split('\n');
        Assert.Contains("  System.String", lines);
        Assert.Contains(lines, static line => line.StartsWith("    of all bytes: 9", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.StartsWith("    allocated: ", StringComparison.Ordinal));
    }

    /// <summary>The advice comes before the evidence, and says where to rent.</summary>
    [Fact]
    [Trait("Requirement", "D4")]
    public async Task Page_TellsWhereToRent_BesideThePoolToCreate()
    {
        string page = (await examinations.OfAsync("queue")).Page!;
        int code = page.IndexOf("new BytePoolOptions", StringComparison.Ordinal);
        Assert.InRange(page.IndexOf("PortionMaker.<wbr>MakeLargeArray(", StringComparison.Ordinal), code, page.IndexOf("<svg", StringComparison.Ordinal));
    }

    /// <summary>On a phone, the first columns are readable, and no bar overflows.</summary>
    [Theory]
    [InlineData(340)]
    [InlineData(380)]
    public async Task Page_ThatIsNarrow_KeepsItsFirstColumns(int width)
    {
        JsonArray tables = await PageLayout.TablesAsync((await examinations.OfAsync("queue")).Page!, width);
        Assert.Contains(tables, static table => (string?)table!["heading"] == "buffers of up to");
        Assert.All(tables, static table => Assert.InRange((double)table!["first"]!, 96, 200));
        Assert.All(tables, static table => Assert.InRange((double)table!["hidden"]!, 0, (string?)table["heading"] == "collections" ? 50 : 0));
    }

    /// <summary>Even the largest figures fit their tiles, each on one line.</summary>
    [Theory]
    [InlineData(400)]
    [InlineData(1280)]
    public async Task Page_KeepsItsFiguresInTheirTiles(int width)
    {
        Pause[] pauses = [.. Enumerable.Range(0, 1_234).Select(static index => new Pause(index, 12_345.6, 2, "AllocLarge"))];
        AllocationSample sample = new("System.Byte[]", 4_096, 100_000, false, CallSite.Unknown);
        Findings findings = new("test", TimeSpan.FromSeconds(1_000), pauses, 1_268.2e9, [.. Enumerable.Repeat(sample, 1_000)]);
        string page = HtmlReport.Page(Judgement.Of([findings], [findings], [], Thresholds.Default), TimeProvider.System);
        JsonArray facts = await PageLayout.FactsAsync(page, width);
        Assert.Contains(facts, static fact => ((string)fact!["name"]!).Contains("1.27\u00a0GB/s", StringComparison.Ordinal));
        Assert.All(facts, static fact => Assert.Equal((0, 1), ((int)fact!["hidden"]!, (int)fact["lines"]!)));
    }

    /// <summary>A plot that doesn't fit scrolls, and only then does a hint say so.</summary>
    [Theory]
    [InlineData(400, true)]
    [InlineData(1280, false)]
    public async Task Page_SaysWhereItScrollsSideways(int width, bool scrolls)
    {
        JsonArray plots = await PageLayout.PlotsAsync((await examinations.OfAsync("strings")).Page!, width);
        Assert.Equal(5, plots.Count);
        Assert.All(plots, plot => Assert.Equal((scrolls, scrolls), ((int)plot!["hidden"]! > 0, (int)plot["hint"]! > 0)));
    }

    /// <summary>The legend names the limit if it is drawn, and says that it is above the chart otherwise.</summary>
    [Theory]
    [InlineData(30, true)]
    [InlineData(3, true)]
    [InlineData(2, false)]
    public void Page_DrawsTheLimitThatItsLegendNames(double longest, bool isDrawn)
    {
        Findings findings = new("test", TimeSpan.FromSeconds(10), [new Pause(0, longest, 0, "AllocSmall"), new Pause(100, 1, 0, "AllocSmall")], 1e9, []);
        string page = HtmlReport.Page(Judgement.Of([findings], [], [], Thresholds.Default), TimeProvider.System);
        Assert.Equal(isDrawn, page.Contains("stroke:var(--warn)", StringComparison.Ordinal));
        Assert.Equal(isDrawn, page.Contains("<i class=\"warn\"></i>limit of the 99th percentile", StringComparison.Ordinal));
        Assert.Equal(!isDrawn, page.Contains("The limit of the 99th percentile, 10.0 ms, is above the chart.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Terminal_ShowsProgressAndColours()
    {
        using WorkloadProcess program = await WorkloadProcess.StartAsync("calm");
        ToolRun run = await new RunningTool(TimeProvider.System, isTerminal: true, "doctor", "--process-id", $"{program.Id}", "--duration", "00:00:02").End;
        Assert.True(run.ExitCode == 0, run.Said);
        Assert.Contains("Recording pauses of", run.Output, StringComparison.Ordinal);
        Assert.Contains('%', run.Output);
        Assert.Contains('\e', run.Output);
    }

    /// <summary>A program may read the report through a pipe.</summary>
    [Fact]
    public async Task Json_ToTheOutput_IsAllThatIsThere()
    {
        string[] traces = await examinations.TracesOfAsync("strings");
        ToolRun run = await ToolRun.OfAsync(["doctor", .. Examinations.AnyPause, "--json", "-", "--trace", .. traces]);
        Assert.True(run.ExitCode == 0, run.Said);
        Assert.Equal("stop-not-byte-arrays", (string?)JsonNode.Parse(run.Output)!["verdict"]);
        Assert.Contains("step 1: pauses", run.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists("-"));
    }

    [Fact]
    public async Task ATable_HasNoTrailingBlanks() => Assert.DoesNotMatch(" \n", (await examinations.OfAsync("strings")).Output);

    [Fact]
    public async Task AFile_HasNoColours() => Assert.DoesNotContain('\e', (await examinations.OfAsync("strings")).Output);

    private static void AddPaths(JsonNode? node, string path, SortedSet<string> found)
    {
        switch (node)
        {
            case JsonObject parent:
                foreach ((string name, JsonNode? child) in parent)
                {
                    string inner = path.Length == 0 ? name : $"{path}.{name}";
                    found.Add(inner);
                    AddPaths(child, inner, found);
                }

                break;
            case JsonArray list:
                foreach (JsonNode? child in list)
                {
                    AddPaths(child, path + "[]", found);
                }

                break;
        }
    }

    /// <summary>A row of a table of properties: its first cell is a property's path.</summary>
    [GeneratedRegex(@"^\| `([a-zA-Z0-9.\[\]]+)` \|", RegexOptions.Multiline)]
    private static partial Regex PropertyRow();
}
