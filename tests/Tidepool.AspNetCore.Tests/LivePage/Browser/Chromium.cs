using Microsoft.Playwright;

namespace Tidepool.AspNetCore.Tests.LivePage.Browser;

/// <summary>The machine's own Chromium, headless.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] s_programs = ["chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (FindProgram() is { } program)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = program,
                Args =
                [
                    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                    "--disable-background-networking", "--disable-component-update", "--disable-sync",
                ],
            });
        }
    }

    /// <summary>A separate profile. Skips the test if there is no browser.</summary>
    internal async Task<IBrowserContext> NewContextAsync(int width = 1280, ColorScheme scheme = ColorScheme.Light, bool hasScript = true, int height = 900)
    {
        Assert.SkipWhen(_browser is null, $"None of the programs {string.Join(", ", s_programs)} is installed: on Debian, apt-get install chromium.");
        return await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ColorScheme = scheme,
            JavaScriptEnabled = hasScript,
            Locale = "de-DE",
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    private static string? FindProgram() =>
        (from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
         from name in s_programs
         select Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
