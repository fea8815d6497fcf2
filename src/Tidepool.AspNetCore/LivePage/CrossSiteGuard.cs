using Microsoft.AspNetCore.Http;

namespace Tidepool.AspNetCore.LivePage;

/// <summary>Keeps other sites from trimming through the browser of somebody who may.</summary>
/// <remarks>
/// Two fences, both without state, so that they hold across instances and restarts and need no cookie;
/// antiforgery tokens would need keys that all instances share. Browsers say where a request comes from (<c>Sec-Fetch-Site</c>,
/// or at least <c>Origin</c> where the page isn't on https or localhost), and no script can change it. And a header of our own is asked for,
/// which a form can't send, and a script of another site only after a preflight, to which nobody consents here.
/// Callers that aren't browsers send the header and nothing else.
/// </remarks>
internal static class CrossSiteGuard
{
    internal const string Header = "X-Tidepool";
    internal const string HeaderValue = "trim";

    /// <summary>Why the request is refused; null where it isn't.</summary>
    internal static string? Refusal(HttpRequest request) =>
        request.Headers[Header] != HeaderValue ? $"Send the header \"{Header}: {HeaderValue}\". It keeps other sites from doing this through a visitor's browser."
        : !IsFromHere(request) ? "The request comes from another site."
        : null;

    private static bool IsFromHere(HttpRequest request)
    {
        string? site = request.Headers["Sec-Fetch-Site"];
        string? origin = request.Headers.Origin;
        return site is not null ? site == "same-origin"
            : origin is null || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && uri.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
