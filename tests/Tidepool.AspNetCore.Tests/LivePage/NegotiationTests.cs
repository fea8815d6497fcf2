using System.Net;

namespace Tidepool.AspNetCore.Tests.LivePage;

/// <summary>One address, three formats.</summary>
[Trait("Requirement", "E4")]
public class NegotiationTests
{
    private const string Html = "text/html";
    private const string Json = "application/json";
    private const string Events = "text/event-stream";

    [Theory]
    [InlineData(null, Json)]
    [InlineData("", Json)]
    [InlineData("*/*", Json)]
    [InlineData("application/json", Json)]
    [InlineData("application/json; charset=utf-8", Json)]
    [InlineData("APPLICATION/JSON", Json)]
    [InlineData("application/*", Json)]
    [InlineData("text/html", Html)]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8", Html)]
    [InlineData("text/event-stream", Events)]
    [InlineData("text/*;q=0.5, application/json;q=0.4", Html)]
    [InlineData("text/html;q=0.2, application/json;q=0.8", Json)]
    [InlineData("text/html;q=0.8, application/json;q=0.2", Html)]
    [InlineData("*/*;q=1, application/json;q=0.1", Html)]
    [InlineData("*/*, application/json;q=0, text/html;q=0", Events)]
    [InlineData("text/html;q=0, application/json;q=0, text/event-stream;q=0, */*", null)]
    [InlineData("application/json;q=0", null)]
    [InlineData("image/png", null)]
    [InlineData("application/xml, text/plain;q=0.5", null)]
    [InlineData("application/json; version=2", null)]
    [InlineData("not a media type", null)]
    public async Task Get_ByAccept_GivesTheFormLikedBest(string? accept, string? expected)
    {
        await using PageApplication application = await PageApplication.StartAsync();
        using HttpResponseMessage response = await application.GetAsync(accept);
        Assert.Equal(expected is null ? HttpStatusCode.NotAcceptable : HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected ?? "text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("Accept", response.Headers.Vary);
    }

    [Fact]
    public async Task Get_WhatIsNotThere_SaysWhatIs()
    {
        await using PageApplication application = await PageApplication.StartAsync();
        using HttpResponseMessage response = await application.GetAsync("image/png");
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.All(new[] { Html, Json, Events }, form => Assert.Contains(form, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task Page_ByAnotherMethod_IsNotAllowed(string method)
    {
        await using PageApplication application = await PageApplication.StartAsync();
        using HttpRequestMessage request = new(new HttpMethod(method), PageApplication.Path);
        using HttpResponseMessage response = await application.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Theory]
    [InlineData(PageApplication.Path, Html, Html)]
    [InlineData(PageApplication.Path, Json, Json)]
    [InlineData(PageApplication.Path, Events, Events)]
    [InlineData(PageApplication.Path, "image/png", null)]
    [InlineData($"{PageApplication.Path}/page.css", "*/*", "text/css")]
    public async Task Head_IsAnsweredAsGet_WithoutABody(string path, string accept, string? expected)
    {
        await using PageApplication application = await PageApplication.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Head, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using HttpResponseMessage response = await application.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(expected is null ? HttpStatusCode.NotAcceptable : HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected ?? "text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        AssertHardened(response);
    }

    /// <summary>Such a request doesn't count as a listener.</summary>
    [Fact]
    public async Task Head_OfTheStream_ListensToNothing()
    {
        await using PageApplication application = await PageApplication.StartAsync(new TidepoolPageOptions { MaxListeners = 1 });
        await using Listening listening = await Listening.StartAsync(application);
        await listening.NextAsync();
        using HttpRequestMessage request = new(HttpMethod.Head, PageApplication.Path);
        request.Headers.TryAddWithoutValidation("Accept", Events);
        using HttpResponseMessage response = await application.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/json")]
    [InlineData("text/event-stream")]
    [InlineData("image/png")]
    public async Task Answer_InEachForm_IsKeptNowhereAndTakenAsWhatItIs(string accept)
    {
        await using PageApplication application = await PageApplication.StartAsync();
        using HttpResponseMessage response = await application.GetAsync(accept);
        AssertHardened(response);
    }

    [Theory]
    [InlineData("page.css", "text/css")]
    [InlineData("page.js", "text/javascript")]
    [InlineData("icon.svg", "image/svg+xml")]
    public async Task File_BesideThePage_IsServedFromTheAssembly(string name, string contentType)
    {
        await using PageApplication application = await PageApplication.StartAsync();
        using HttpResponseMessage response = await application.GetAsync(path: $"{PageApplication.Path}/{name}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(contentType, response.Content.Headers.ContentType!.MediaType);
        Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        AssertHardened(response);
    }

    [Theory]
    [InlineData("/debug/tidepool", "/debug/tidepool", "./tidepool/page.js")]
    [InlineData("/debug/tidepool", "/debug/tidepool/", "./page.js")]
    [InlineData("/", "/", "./page.js")]
    [InlineData("/{tenant}/a pool", "/one/a%20pool", "./a%20pool/page.js")]
    public async Task Page_UnderAnyPath_FindsItsFiles(string pattern, string path, string script)
    {
        await using PageApplication application = await PageApplication.StartAsync(pattern: pattern);
        using HttpResponseMessage response = await application.GetAsync(Html, path);
        Assert.Contains($"src=\"{script}\"", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using HttpResponseMessage file =
            await application.Client.GetAsync(new Uri(new Uri(application.Address, path), script), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, file.StatusCode);
    }

    private static void AssertHardened(HttpResponseMessage response)
    {
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("same-origin", Assert.Single(response.Headers.GetValues("Cross-Origin-Resource-Policy")));
        string[] policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy")).Split("; ");
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("script-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain(policy, static rule => rule.Contains("unsafe", StringComparison.Ordinal) || rule.Contains("http", StringComparison.Ordinal));
    }
}
