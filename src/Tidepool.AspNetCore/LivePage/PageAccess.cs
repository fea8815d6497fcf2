using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;

namespace Tidepool.AspNetCore.LivePage;

/// <summary>Who may see the page: callers that the endpoint's policy admits; if it has none, callers on this machine.</summary>
internal static class PageAccess
{
    private const string Remedy = "To serve it to others, require authorization (RequireAuthorization), or set TidepoolPageOptions.AllowRemote.";

    /// <summary>Why the caller may not see the page; null if it may.</summary>
    internal static string? Refusal(HttpContext context, bool allowsRemote) =>
        allowsRemote || IsAuthorized(context) ? null
        : context.Connection.RemoteIpAddress is not { } address
            // In-process servers, and Unix sockets, which often have proxies in front of them: the caller's location is unknown.
            ? $"The live page is served only to callers on this machine, and this caller's address is unknown. {Remedy}"
        : !IsLoopback(address) ? $"The live page is served only to callers on this machine, and this caller is on another. {Remedy}"
        : IsForwarded(context.Request) ? $"The live page is served only to callers on this machine, and this request came through a proxy. {Remedy}"
        : !IsLoopbackName(context.Request.Host)
            // A browser on this machine may be lured here under another site's name, whose pages could then read this one.
            ? $"The live page is served only under a loopback name such as localhost, not {context.Request.Host}. {Remedy}"
        : null;

    /// <summary>Whether the authorization middleware has let the request through: the framework throws if an endpoint carries a policy and no middleware checks
    /// it.</summary>
    private static bool IsAuthorized(HttpContext context) =>
        context.GetEndpoint()?.Metadata is { } metadata
        && metadata.GetMetadata<IAllowAnonymous>() is null
        && (metadata.GetMetadata<IAuthorizeData>() is not null || metadata.GetMetadata<AuthorizationPolicy>() is not null);

    private static bool IsLoopback(IPAddress address) => IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    /// <summary>Whether a proxy says so, or the middleware for forwarded headers, which replaces the caller's address and may trust whoever states
    /// one.</summary>
    private static bool IsForwarded(HttpRequest request) =>
        request.Headers.ContainsKey(ForwardedHeadersDefaults.XForwardedForHeaderName)
        || request.Headers.ContainsKey("Forwarded")
        || request.Headers.ContainsKey(ForwardedHeadersDefaults.XOriginalForHeaderName);

    private static bool IsLoopbackName(HostString host) =>
        IPAddress.TryParse(host.Host, out IPAddress? address) ? IsLoopback(address)
        : host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}
