using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Tidepool.AspNetCore.LivePage.Rendering;

namespace Tidepool.AspNetCore.Tests.LivePage.Browser;

/// <summary>The page as people see it.</summary>
[Collection(nameof(RunsAlone))]
[Trait("Requirement", "E4")]
public class PageInBrowserTests(Chromium chromium)
{
    private const int Size = 4096;

    private static TidepoolPageOptions Quick => new() { AllowTrim = true, UpdateInterval = TimeSpan.FromMilliseconds(100) };

    [Fact]
    public async Task Numbers_UnderLoad_Move()
    {
        using BytePool pool = TestPools.Create(budget: 100 * Size);
        await using PageApplication application = await PageApplication.StartAsync(Quick);
        await using OpenPage opened = await OpenPage.OpenAsync(chromium, application);
        ILocator row = opened.Row(pool);
        ILocator card = opened.Card(pool);
        await OpenPage.ExpectAsync(row, "bytesHeld", "0 B");
        await OpenPage.ExpectAsync(row, "hitRate", "–");

        ByteLease[] leases = [.. Enumerable.Range(0, 100).Select(_ => pool.Rent(Size))];
        await OpenPage.ExpectAsync(row, "bytesHeld", "400 KiB");
        await OpenPage.ExpectAsync(row, "budgetShare", "100 %");
        await OpenPage.ExpectAsync(card, "rented", "100");
        ValueTask<ByteLease> waiting = pool.RentAsync(Size, TestContext.Current.CancellationToken);
        await OpenPage.ExpectAsync(row, "waiting", "1");
        await Assertions.Expect(opened.Page.Locator(".verdict")).ToContainTextAsync("1 caller is waiting");
        Assert.False(pool.TryRent(Size, out _));
        await OpenPage.ExpectAsync(row, "refused", "1");
        await Assertions.Expect(row.Locator("[data-field=refused]")).ToHaveAttributeAsync("data-alarm", "");
        await Assertions.Expect(opened.Page.Locator(".verdict")).ToContainTextAsync("refused 1 rent since");
        Array.ForEach(leases, static lease => lease.Return());
        (await waiting).Return();
        await OpenPage.ExpectAsync(row, "waiting", "0");

        for (int round = 0; round < 2000; round++)
        {
            pool.Use(Size, 1);
        }

        await OpenPage.ExpectAsync(card.Locator("[data-list=buckets]"), "hits", pool.GetStatistics().Hits.ToString("N0", provider: null));
        await Assertions.Expect(card.Locator("svg polygon.rented").First).ToBeAttachedAsync();
        opened.AssertQuiet();
    }

    [Fact]
    public async Task TrimButton_OfAPool_TrimsIt()
    {
        using BytePool pool = TestPools.Create();
        using BytePool other = TestPools.Create();
        pool.Use(Size, 10);
        other.Use(Size, 10);
        await using PageApplication application = await PageApplication.StartAsync(Quick);
        await using OpenPage opened = await OpenPage.OpenAsync(chromium, application);
        await OpenPage.ExpectAsync(opened.Card(pool), "idle", "10");
        await opened.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = $"Trim {pool.Name}" }).ClickAsync();
        await OpenPage.ExpectAsync(opened.Card(pool), "idle", "0");
        await Assertions.Expect(opened.Page.Locator("#result")).ToHaveTextAsync("Trimmed: 40 KiB released");
        Assert.Equal(10, pool.GetStatistics().Trimmed);
        Assert.Equal(10, other.GetStatistics().Idle);
        opened.AssertQuiet();
    }

    [Fact]
    public async Task Keyboard_Alone_PausesAndTrimsAndOpensStacks()
    {
        using BytePool pool = TestPools.Create(mode: PoolMode.Checked);
        pool.Use(Size, 10);
        using ByteLease held = pool.Rent(Size);
        await using PageApplication application = await PageApplication.StartAsync(Quick);
        await using OpenPage opened = await OpenPage.OpenAsync(chromium, application);
        IKeyboard keyboard = opened.Page.Keyboard;

        await keyboard.PressAsync("Tab");
        await keyboard.PressAsync("Enter");
        await opened.ExpectStateAsync("Paused");
        await Assertions.Expect(opened.Page.Locator("#pause")).ToHaveAttributeAsync("aria-pressed", "true");
        pool.Use(Size, 50);
        await keyboard.PressAsync("Tab");
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(opened.Page.Locator("#result")).ToContainTextAsync("Trimmed");
        Assert.Equal(0, pool.GetStatistics().Idle);
        await OpenPage.ExpectAsync(opened.Card(pool), "idle", "10");
        await Assertions.Expect(opened.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Trim all pools" })).ToBeFocusedAsync();

        await keyboard.PressAsync("Shift+Tab");
        await keyboard.PressAsync("Space");
        await opened.ExpectStateAsync("Live");
        await OpenPage.ExpectAsync(opened.Card(pool), "idle", "0");

        ILocator site = opened.Card(pool).Locator("[data-list=outstanding] summary");
        await Assertions.Expect(site).ToHaveTextAsync($"{typeof(PageInBrowserTests).FullName}.{nameof(Keyboard_Alone_PausesAndTrimsAndOpensStacks)}");
        await site.FocusAsync();
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(opened.Card(pool).Locator("[data-list=stack] li").First).ToBeVisibleAsync();
        opened.AssertQuiet();
    }

    [Fact]
    public async Task Name_ThatIsMarkup_IsText()
    {
        const string Hostile = "<img src=x onerror=alert(1)></script><script>alert(2)</script>\"'&{{7*7}}";
        await using PageApplication application = await PageApplication.StartAsync(Quick);
        using BytePool before = TestPools.Create($"{Hostile} before");
        await using OpenPage opened = await OpenPage.OpenAsync(chromium, application);
        using BytePool after = TestPools.Create($"{Hostile} after", mode: PoolMode.Checked);
        ByteLease lease = after.Rent(10);
        lease.Return();
        Assert.Throws<BufferAlreadyReturnedException>(lease.Return);
        foreach (BytePool pool in new[] { before, after })
        {
            await OpenPage.ExpectAsync(opened.Row(pool), "label", pool.Name!);
            await OpenPage.ExpectAsync(opened.Card(pool), "label", pool.Name!);
        }

        await Assertions.Expect(opened.Page.Locator("[data-list=misuse]")).ToContainTextAsync(after.Name!);
        Assert.Equal(1, await opened.Page.Locator("img").CountAsync());
        Assert.Equal(1, await opened.Page.Locator("script").CountAsync());
        opened.AssertQuiet();
    }

    [Theory]
    [InlineData(ColorScheme.Light, 360)]
    [InlineData(ColorScheme.Light, 768)]
    [InlineData(ColorScheme.Light, 1600)]
    [InlineData(ColorScheme.Dark, 360)]
    [InlineData(ColorScheme.Dark, 1600)]
    public async Task Page_InEachThemeAndWidth_FitsAndIsAccessible(ColorScheme scheme, int width)
    {
        using BytePool pool = TestPools.Create(new string('W', 120), PoolMode.Checked, budget: 8 * Size);
        pool.Use(Size, 8);
        using ByteLease held = pool.Rent(4 * Size);
        using ByteLease another = pool.Rent(4 * Size);
        ValueTask<ByteLease> waiting = pool.RentAsync(Size, TestContext.Current.CancellationToken);
        await using PageApplication application = await PageApplication.StartAsync(Quick);
        await using OpenPage opened = await OpenPage.OpenAsync(chromium, application, width, scheme);
        await OpenPage.ExpectAsync(opened.Row(pool), "waiting", "1");
        foreach (ILocator summary in await opened.Page.Locator("summary").AllAsync())
        {
            await summary.ClickAsync();
        }

        await opened.Page.Locator("#pause").ClickAsync();
        int[] widths = await opened.Page.EvaluateAsync<int[]>("[document.documentElement.scrollWidth, document.documentElement.clientWidth]");
        Assert.True(widths[0] <= widths[1], $"The page is {widths[0]} pixels wide on {widths[1]}.");
        AxeResult accessibility = await opened.Page.RunAxe();
        Assert.True(accessibility.Violations.Length == 0, string.Join("\n", accessibility.Violations.Select(static violation =>
            $"{violation.Id}: {violation.Help}\n  {string.Join("\n  ", violation.Nodes.Select(static node => node.Html))}")));
        opened.AssertQuiet();
        held.Return();
        another.Return();
        (await waiting).Return();
    }

    [Fact]
    public async Task Page_AsksNobodyElse()
    {
        await using PageApplication application = await PageApplication.StartAsync(Quick);
        await using OpenPage opened = await OpenPage.OpenAsync(chromium, application);
        Assert.Equal(
            ["/debug/tidepool", "/debug/tidepool/icon.svg", "/debug/tidepool/page.css", "/debug/tidepool/page.js"],
            opened.Requests.Select(static request => request.AbsolutePath).Distinct().Order(StringComparer.Ordinal));
        Assert.All(opened.Requests, request => Assert.Equal(application.Address.Authority, request.Authority));
    }

    [Fact]
    public async Task Connection_ThatIsLost_IsToldAndTakenUpAgain()
    {
        PageApplication application = await PageApplication.StartAsync(Quick);
        await using OpenPage opened = await OpenPage.OpenAsync(chromium, application);
        await application.DisposeAsync();
        await opened.ExpectStateAsync("Connection lost");
        using BytePool pool = TestPools.Create();
        await using PageApplication next = await PageApplication.StartAsync(Quick, application.Address.Port);
        await opened.ExpectStateAsync("Live");
        await OpenPage.ExpectAsync(opened.Row(pool), "label", pool.Name!);
    }

    [Fact]
    public async Task Page_WithoutScript_HasTheNumbersThatTheScriptWrites()
    {
        using BytePool pool = TestPools.Create(configure: static options => options.MaxSize = 10_000);
        pool.Use(Size, 7);
        pool.Use(Size, 1234);
        pool.Use(300, 2);
        using ByteLease larger = pool.Rent(12_345);
        await using PageApplication application = await PageApplication.StartAsync(Quick);
        await using OpenPage still = await OpenPage.OpenAsync(chromium, application, hasScript: false);
        await Assertions.Expect(still.Page.Locator("#state")).ToContainTextAsync("Scripts are off");
        Assert.Equal(0, await still.Page.Locator("button:visible").CountAsync());
        await using OpenPage live = await OpenPage.OpenAsync(chromium, application);
        string[] written = await TextsAsync(still, pool);
        Assert.Contains(Words.Bytes(pool.GetStatistics().BytesHeld), written);
        Assert.Equal(written, await TextsAsync(live, pool));
        still.AssertQuiet();
        live.AssertQuiet();
    }

    /// <summary>All texts that are shown for a pool except rates, which only the script knows.</summary>
    private static async Task<string[]> TextsAsync(OpenPage opened, BytePool pool)
    {
        const string Fields = "[data-field]:not([data-form=rate])";
        return [.. await opened.Row(pool).Locator(Fields).AllTextContentsAsync(), .. await opened.Card(pool).Locator(Fields).AllTextContentsAsync()];
    }
}
