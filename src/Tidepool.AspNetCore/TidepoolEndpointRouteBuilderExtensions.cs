using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Routing;
using Tidepool.AspNetCore;
using Tidepool.AspNetCore.LivePage;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps Tidepool's live page.</summary>
public static class TidepoolEndpointRouteBuilderExtensions
{
    /// <summary>Maps a page that shows all pools of the process, with the default options: for local callers only, without buttons to trim.</summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="pattern">The route, such as <c>/debug/tidepool</c>.</param>
    /// <returns>The endpoints of the page, for conventions such as <c>RequireAuthorization(policy)</c>, which then decides who may see the page,
    /// local or not.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IEndpointConventionBuilder MapTidepool(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern) =>
        endpoints.MapTidepool(pattern, new TidepoolPageOptions());

    /// <summary>Maps a page that shows all pools of the process.</summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="pattern">The route, such as <c>/debug/tidepool</c>.</param>
    /// <param name="options">The settings. They are read once.</param>
    /// <returns>The endpoints of the page, for conventions such as <c>RequireAuthorization(policy)</c>, which then decides who may see the page,
    /// local or not.</returns>
    /// <remarks>The same address serves the page (<c>text/html</c>), its numbers (<c>application/json</c>) or a stream of them
    /// (<c>text/event-stream</c>), depending on the request's <c>Accept</c> header. While no page is open, it takes no statistics and runs no timer;
    /// it only collects reports of misuse, so that earlier ones are there to see. See <c>docs/live-page.md</c>.</remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A property of <paramref name="options"/> is out of its range.</exception>
    public static IEndpointConventionBuilder MapTidepool(this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern, TidepoolPageOptions options)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(options);
        TidepoolPageOptions copy = options.Copy();
        copy.Validate();
        return PageEndpoints.Map(endpoints, pattern, copy);
    }
}
