using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tidepool.Tool.Tests;

/// <summary>A page as the machine's own Chromium lays it out.</summary>
internal static partial class PageLayout
{
    private const string Script = """
        onload = () => document.body.dataset.tables = JSON.stringify([...frames[0].document.querySelectorAll("table")].map(table => ({
            heading: table.rows[0].cells[0].innerText,
            first: table.rows[0].cells[0].getBoundingClientRect().width,
            hidden: table.parentElement.scrollWidth - table.parentElement.clientWidth })));
        """;

    private static readonly string[] s_programs = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>All tables of a page: their first heading, the pixels of their first column, and how many of all their pixels have to be scrolled to. Skips
    /// the test where there is no browser.</summary>
    internal static async Task<JsonArray> TablesAsync(string page, int width)
    {
        string? program = FindProgram();
        Assert.SkipWhen(program is null, "No Chromium is installed: on Debian, apt-get install chromium.");
        using TemporaryFolder folder = new();

        // In a frame, since a window has a smallest width.
        string frame = $"<!DOCTYPE html><iframe style=\"width:{width}px;height:3000px;border:0\" "
            + $"srcdoc=\"{WebUtility.HtmlEncode(page)}\"></iframe><script>{Script}</script>";
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
        Match tables = Tables().Match(document);
        Assert.True(tables.Success, await complaints);
        return JsonNode.Parse(WebUtility.HtmlDecode(tables.Groups[1].Value))!.AsArray();
    }

    private static string? FindProgram() =>
        (from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
         from name in s_programs
         select Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    [GeneratedRegex("data-tables=\"([^\"]*)\"")]
    private static partial Regex Tables();
}
