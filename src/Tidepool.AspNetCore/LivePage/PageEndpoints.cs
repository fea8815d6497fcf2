using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Net.Http.Headers;
using Tidepool.AspNetCore.LivePage.Rendering;
using Tidepool.AspNetCore.LivePage.Snapshots;
using Tidepool.Telemetry;

namespace Tidepool.AspNetCore.LivePage;

/// <summary>The endpoints of the live page, and who may use them.</summary>
internal sealed class PageEndpoints
{
    /// <summary>When a client may try again if too many are listening.</summary>
    private const string RetryAfterSeconds = "5";

    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'; require-trusted-types-for 'script'";

    private static readonly string[] s_reading = [HttpMethods.Get, HttpMethods.Head];

    private readonly TidepoolPageOptions _options;
    private readonly UpdateFeed _feed;

    private PageEndpoints(TidepoolPageOptions options, UpdateFeed feed)
    {
        _options = options;
        _feed = feed;
    }

    internal static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string pattern, TidepoolPageOptions options)
    {
        IServiceProvider services = endpoints.ServiceProvider;
        TimeProvider time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        IHostApplicationLifetime lifetime = services.GetRequiredService<IHostApplicationLifetime>();
#pragma warning disable CA2000 // The container disposes it, or the application's end does.
        LatestMisuse misuse = services.GetService<LatestMisuse>() ?? ListenUntilStopped(lifetime);
#pragma warning restore CA2000
        PoolObserver observer = new(services.GetRequiredService<IHostEnvironment>().ApplicationName, options, misuse, time);
        PageEndpoints page = new(options, new UpdateFeed(observer, options, time, lifetime.ApplicationStopping));

        RouteGroupBuilder group = endpoints.MapGroup(pattern);
        group.MapMethods("", s_reading, page.Guarded(page.ShowAsync)).DisableRequestTimeout();
        foreach (Asset asset in Asset.All)
        {
            group.MapMethods(asset.Name, s_reading, page.Guarded(context => SendAsync(context, asset.ContentType, asset.Bytes)));
        }

        if (options.AllowTrim)
        {
            group.MapPost("trim", page.Guarded(TrimAsync));
        }

        // A page that is open all day must not count as a request that takes all day.
        return group.DisableHttpMetrics();
    }

    /// <summary>Listens in an application that has registered no pool, so that its container doesn't end the listening.</summary>
    private static LatestMisuse ListenUntilStopped(IHostApplicationLifetime lifetime)
    {
        LatestMisuse misuse = new();
        lifetime.ApplicationStopped.Register(misuse.Dispose);
        return misuse;
    }

    private RequestDelegate Guarded(RequestDelegate answer) => context =>
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return PageAccess.Refusal(context, _options.AllowRemote) is { } refusal
            ? RefuseAsync(context, StatusCodes.Status403Forbidden, refusal) : answer(context);
    };

    private Task ShowAsync(HttpContext context)
    {
        context.Response.Headers.Vary = HeaderNames.Accept;
        Representation? representation = Representation.For(context.Request);
        return representation is null
                ? RefuseAsync(context, StatusCodes.Status406NotAcceptable,
                    $"This address serves {string.Join(", ", Representation.All.Select(static one => one.ContentType))}. Accept one of them.")
            : representation == Representation.Html
                ? SendAsync(context, representation.ContentType, PageHtml.Render(_feed.Now(), FolderOf(context.Request), _options.AllowTrim))
            : representation == Representation.Json
                ? SendAsync(context, representation.ContentType, JsonSerializer.SerializeToUtf8Bytes(_feed.Now(), PageJson.Default.PageSnapshot))
            : StreamAsync(context);
    }

    private async Task StreamAsync(HttpContext context)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.ContentType = Representation.Events.ContentType;
            return;
        }

        using UpdateFeed.Listener? listener = _feed.TryListen();
        if (listener is null)
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, $"TidepoolPageOptions.MaxListeners allows {_options.MaxListeners:N0} listeners "
                + "at once, and there are that many. Close a page, or raise the limit.");
            return;
        }

        await TypedResults.ServerSentEvents(listener.ListenAsync(context.RequestAborted), eventType: "snapshot").ExecuteAsync(context);
    }

    private static Task TrimAsync(HttpContext context)
    {
        if (CrossSiteGuard.Refusal(context.Request) is { } refusal)
        {
            return RefuseAsync(context, StatusCodes.Status403Forbidden, refusal);
        }

        IReadOnlyList<PoolView> pools = PoolView.All();
        string? asked = context.Request.Query["pool"];
        if (asked is not null)
        {
            if (!long.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            {
                return RefuseAsync(context, StatusCodes.Status400BadRequest,
                    $"The query parameter pool is \"{asked}\", but must be the id of a pool, a number. The JSON lists the ids.");
            }

            pools = [.. pools.Where(pool => pool.Number == number)];
            if (pools.Count == 0)
            {
                return RefuseAsync(context, StatusCodes.Status404NotFound,
                    $"There is no pool with the id {number}; it may have been disposed. The JSON lists the pools.");
            }
        }

        long givenUp = pools.Sum(static pool => pool.Trim());
        return SendAsync(context, Representation.Json.ContentType,
            JsonSerializer.SerializeToUtf8Bytes(new TrimResult(pools.Count, givenUp), PageJson.Default.TrimResult));
    }

    /// <summary>The address of the page's files, relative to the page, so that it is right even behind a proxy that changes the path.</summary>
    private static string FolderOf(HttpRequest request)
    {
        string path = request.Path.ToUriComponent();
        string last = path[(path.LastIndexOf('/') + 1)..];
        return last.Length == 0 ? "./" : $"./{last}/";
    }

    private static Task RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(reason + "\n", context.RequestAborted);
    }

    private static Task SendAsync(HttpContext context, string contentType, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
