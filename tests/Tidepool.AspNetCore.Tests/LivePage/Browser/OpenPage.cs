using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Tidepool.AspNetCore.Tests.LivePage.Browser;

/// <summary>The live page in a browser, with all of the browser's complaints.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    private OpenPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        // Violations of the content security policy appear on the console too.
        page.Console += (_, message) => _complaints.Enqueue($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Dialog += (_, dialog) => _complaints.Enqueue($"dialog: {dialog.Message}");
        page.RequestFailed += (_, request) => _complaints.Enqueue($"failed: {request.Url}");
        page.Request += (_, request) => Requests.Enqueue(new Uri(request.Url));
    }

    internal IPage Page { get; }

    internal ConcurrentQueue<Uri> Requests { get; } = new();

    internal static async Task<OpenPage> OpenAsync(
        Chromium chromium, PageApplication application, int width = 1280, ColorScheme scheme = ColorScheme.Light, bool hasScript = true, int height = 900)
    {
        IBrowserContext context = await chromium.NewContextAsync(width, scheme, hasScript, height);
        OpenPage opened = new(context, await context.NewPageAsync());
        opened.Page.SetDefaultTimeout(60_000);
        await opened.Page.GotoAsync(application.PageAddress.ToString());
        if (hasScript)
        {
            await opened.ExpectStateAsync("Live");
        }

        return opened;
    }

    internal Task ExpectStateAsync(string text) =>
        Expect(Page.Locator("#state")).ToContainTextAsync(text, new LocatorAssertionsToContainTextOptions { Timeout = 60_000 });

    /// <summary>The section that shows a pool's chart and facts, its buckets and its leases.</summary>
    internal ILocator Card(BytePool pool) => Page.Locator("section.card",
        new PageLocatorOptions { Has = Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = pool.Name, Exact = true }) });

    /// <summary>The pool's row in the table of all pools.</summary>
    internal ILocator Row(BytePool pool) =>
        Page.Locator("tr", new PageLocatorOptions { Has = Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = pool.Name, Exact = true }) });

    internal static Task ExpectAsync(ILocator locator, string field, string text) =>
        Expect(locator.Locator($"[data-field={field}]").First).ToHaveTextAsync(text, new LocatorAssertionsToHaveTextOptions { Timeout = 60_000 });

    internal void AssertQuiet() => Assert.Empty(_complaints);

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);
}
