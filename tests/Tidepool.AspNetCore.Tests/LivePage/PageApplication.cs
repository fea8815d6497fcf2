using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tidepool.AspNetCore.Tests.LivePage;

/// <summary>A real Kestrel on its own port, with the live page.</summary>
internal sealed class PageApplication : IAsyncDisposable
{
    internal const string Path = "/debug/tidepool";

    private readonly WebApplication _application;

    private PageApplication(WebApplication application)
    {
        _application = application;
        Address = new Uri(application.Urls.First());
        Client = new HttpClient { BaseAddress = Address };
    }

    internal Uri Address { get; }

    internal Uri PageAddress => new(Address, Path);

    internal HttpClient Client { get; }

    /// <param name="options">The page's options.</param>
    /// <param name="port">0 for any.</param>
    /// <param name="time">The page's clock.</param>
    /// <param name="services">Adds services.</param>
    /// <param name="pipeline">Adds middleware before the page.</param>
    /// <param name="endpoint">Adds conventions to the page.</param>
    /// <param name="pattern">The page's route.</param>
    internal static async Task<PageApplication> StartAsync(
        TidepoolPageOptions? options = null,
        int port = 0,
        TimeProvider? time = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? pipeline = null,
        Action<IEndpointConventionBuilder>? endpoint = null,
        string pattern = Path)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        services?.Invoke(builder.Services);
        WebApplication application = builder.Build();
        pipeline?.Invoke(application);
        IEndpointConventionBuilder page = options is null ? application.MapTidepool(pattern) : application.MapTidepool(pattern, options);
        endpoint?.Invoke(page);
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new PageApplication(application);
    }

    internal Task StopAsync() => _application.StopAsync(TestContext.Current.CancellationToken);

    internal async Task<HttpResponseMessage> GetAsync(string? accept = null, string path = Path, Action<HttpRequestHeaders>? headers = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        headers?.Invoke(request.Headers);
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    internal async Task<string> GetTextAsync(string accept)
    {
        using HttpResponseMessage response = await GetAsync(accept);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    internal async Task<JsonElement> GetJsonAsync() => JsonElement.Parse(await GetTextAsync("application/json"));

    /// <summary>What the page reports about a pool.</summary>
    internal async Task<JsonElement> GetPoolAsync(string name) => (await GetJsonAsync()).Pool(name);

    internal async Task<HttpResponseMessage> PostTrimAsync(string query = "", string? header = "trim", string? site = null, string? origin = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"{Path}/trim{query}");
        foreach ((string name, string? value) in new[] { ("X-Tidepool", header), ("Sec-Fetch-Site", site), ("Origin", origin) })
        {
            if (value is not null)
            {
                request.Headers.Add(name, value);
            }
        }

        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.DisposeAsync();
    }
}
