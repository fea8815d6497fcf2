using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tidepool.Tool.Tests;

/// <summary>Measures a page as laid out by the machine's Chromium.</summary>
internal static partial class PageLayout
{
    private const string Tables = """
        [...page.querySelectorAll("table")].map(table => ({
            heading: table.rows[0].cells[0].innerText,
            first: table.rows[0].cells[0].getBoundingClientRect().width,
            hidden: table.parentElement.scrollWidth - table.parentElement.clientWidth }))
        """;

    private const string Facts = """
        [...page.querySelectorAll(".facts li")].map(fact => ({
            name: fact.innerText, hidden: fact.scrollWidth - fact.clientWidth,
            lines: Math.round(fact.querySelector("b").offsetHeight / parseFloat(page.defaultView.getComputedStyle(fact.querySelector("b")).lineHeight)) }))
        """;

    private const string Plots = """
        [...page.querySelectorAll(".plot, .flame-box")].map(plot => ({
            hidden: plot.scrollWidth - plot.clientWidth, hint: plot.previousElementSibling.offsetHeight }))
        """;

    private static readonly string[] s_programs = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>All tables of a page: their first heading, the width of their first column, and how many pixels are visible only by scrolling. Skips the test
    /// if there is no browser.</summary>
    internal static Task<JsonArray> TablesAsync(string page, int width) => MeasureAsync(page, width, Tables);

    /// <summary>All tiles of figures: how many pixels overflow each tile, and how many lines its figure takes.</summary>
    internal static Task<JsonArray> FactsAsync(string page, int width) => MeasureAsync(page, width, Facts);

    /// <summary>All plots: how many pixels of each are visible only by scrolling, and the height of the hint above it that says so.</summary>
    internal static Task<JsonArray> PlotsAsync(string page, int width) => MeasureAsync(page, width, Plots);

    private static async Task<JsonArray> MeasureAsync(string page, int width, string expression)
    {
        string? program = FindProgram();
        Assert.SkipWhen(program is null, "No Chromium is installed: on Debian, apt-get install chromium.");
        using TemporaryFolder folder = new();

        // In a frame, since a window has a minimum width.
        string frame = $"<!DOCTYPE html><iframe style=\"width:{width}px;height:3000px;border:0\" "
            + $"srcdoc=\"{WebUtility.HtmlEncode(page)}\"></iframe><script>{Script(expression)}</script>";
        await File.WriteAllTextAsync(folder.Of("frame.html"), frame, TestContext.Current.CancellationToken);
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            $"--user-data-dir={folder.Of("profile")}", "--dump-dom", folder.Of("frame.html"),
        ];
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using Process browser = Process.Start(start)!;
        Task<string> complaints = browser.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string document = await browser.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await browser.WaitForExitAsync(TestContext.Current.CancellationToken);
        Match measured = Measured().Match(document);
        Assert.True(measured.Success, await complaints);
        return JsonNode.Parse(WebUtility.HtmlDecode(measured.Groups[1].Value))!.AsArray();
    }

    private static string Script(string expression) =>
        $"onload = () => {{ const page = frames[0].document; document.body.dataset.measured = JSON.stringify({expression}); }};";

    private static string? FindProgram() =>
        (from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
         from name in s_programs
         select Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    [GeneratedRegex("data-measured=\"([^\"]*)\"")]
    private static partial Regex Measured();
}
