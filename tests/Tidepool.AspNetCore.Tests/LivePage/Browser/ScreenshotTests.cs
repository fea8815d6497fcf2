using Microsoft.Playwright;
using Tidepool.Tests;

namespace Tidepool.AspNetCore.Tests.LivePage.Browser;

/// <summary>The pictures of docs/live-page.md.</summary>
[Collection(nameof(RunsAlone))]
[Trait("Requirement", "E4")]
public class ScreenshotTests(Chromium chromium)
{
    private const string Switch = "TIDEPOOL_WRITE_DOCS";

    /// <summary>Pictures are taken once the charts are full.</summary>
    private const int Points = 150;

    [Fact]
    public async Task Pictures_OfTheDocument_AreTakenUnderLoad()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable(Switch) == "1", $"Takes pictures only if {Switch} is 1.");
        await using SampleLoad load = SampleLoad.Start();
        await using PageApplication application = await PageApplication.StartAsync(new TidepoolPageOptions { AllowTrim = true,
            UpdateInterval = TimeSpan.FromMilliseconds(200), HistoryLength = Points });
        await using OpenPage opened = await OpenPage.OpenAsync(chromium, application);
        for (int points = 0; points < Points;)
        {
            await Task.Delay(1000, TestContext.Current.CancellationToken);
            points = (await application.GetJsonAsync()).GetProperty("history").GetArrayLength();
        }

        string docs = Path.Combine(Repository.Root(), "docs");
        foreach ((string name, int width, int height, ColorScheme scheme) in new[]
        {
            ("live-page", 1280, 1500, ColorScheme.Light), ("live-page-dark", 1280, 1500, ColorScheme.Dark), ("live-page-narrow", 360, 1800, ColorScheme.Light),
        })
        {
            await using OpenPage picture = await OpenPage.OpenAsync(chromium, application, width, scheme, height: height);
            await picture.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(docs, $"{name}.png") });
        }

        opened.AssertQuiet();
    }
}
