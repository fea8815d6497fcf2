using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Tidepool.Tool.Tests;

/// <summary>The reports for programs and for people.</summary>
[Trait("Requirement", "D5")]
public partial class ReportTests(Examinations examinations)
{
    /// <summary>What docs/doctor.md says of the JSON report is all there is, and all of it is there.</summary>
    [Fact]
    public async Task Json_HasTheDocumentedProperties()
    {
        string document = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "doctor.md"), TestContext.Current.CancellationToken);
        SortedSet<string> documented = new(PropertyRow().Matches(document).Select(static match => match.Groups[1].Value), StringComparer.Ordinal);
        SortedSet<string> found = new(StringComparer.Ordinal);
        foreach (string workload in new[] { "held", "strings", "pooled", "pool-misses" })
        {
            AddPaths((await examinations.OfAsync(workload)).Report!, "", found);
        }

        Assert.Equal(documented, found);
    }

    [Theory]
    [InlineData("held", 2, "Use a pool")]
    [InlineData("strings", 2, "Stop here: not byte arrays")]
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

        // All colours are the page's, which knows light and dark.
        Assert.DoesNotContain("rgb(", page, StringComparison.Ordinal);
        Assert.InRange(page.IndexOf(headline, page.IndexOf("<body>", StringComparison.Ordinal), StringComparison.Ordinal), 0, page.IndexOf("<svg", StringComparison.Ordinal));
    }

    /// <summary>What to do comes before the evidence, and says where.</summary>
    [Fact]
    [Trait("Requirement", "D4")]
    public async Task Page_TellsWhereToRent_BesideThePoolToCreate()
    {
        string page = (await examinations.OfAsync("held")).Page!;
        int code = page.IndexOf("new BytePoolOptions", StringComparison.Ordinal);
        Assert.InRange(page.IndexOf("PortionMaker.<wbr>MakeLargeArray(", StringComparison.Ordinal), code, page.IndexOf("<svg", StringComparison.Ordinal));
    }

    /// <summary>On a telephone the first columns can be read, and no bar sticks out.</summary>
    [Theory]
    [InlineData(340)]
    [InlineData(380)]
    public async Task Page_ThatIsNarrow_KeepsItsFirstColumns(int width)
    {
        JsonArray tables = await PageLayout.TablesAsync((await examinations.OfAsync("held")).Page!, width);
        Assert.Contains(tables, static table => (string?)table!["heading"] == "buffers up to");
        Assert.All(tables, static table => Assert.InRange((double)table!["first"]!, 96, 200));
        Assert.All(tables, static table => Assert.InRange((double)table!["hidden"]!, 0, (string?)table["heading"] == "collections" ? 50 : 0));
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

    /// <summary>For a program that reads it through a pipe.</summary>
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
