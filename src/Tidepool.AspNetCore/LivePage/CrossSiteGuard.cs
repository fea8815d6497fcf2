using Microsoft.AspNetCore.Http;

namespace Tidepool.AspNetCore.LivePage;

/// <summary>Keeps other sites from trimming pools through the browser of a user who is allowed to.</summary>
/// <remarks>
/// Two defenses, both stateless, so that they hold across instances and restarts and need no cookie; antiforgery tokens would need keys
/// that all instances share. Browsers state where a request comes from (<c>Sec-Fetch-Site</c>,
/// or at least <c>Origin</c> if the page isn't on https or localhost), and no script can change that. And a custom header is required,
/// which a form can't send, and a script on another site only after a preflight request, which is never granted here.
/// Callers that aren't browsers just send the header.
/// </remarks>
internal static class CrossSiteGuard
{
    internal const string Header = "X-Tidepool";
    internal const string HeaderValue = "trim";

    /// <summary>Why the request is refused; null if it isn't.</summary>
    internal static string? Refusal(HttpRequest request) =>
        request.Headers[Header] != HeaderValue
            ? $"Send the header \"{Header}: {HeaderValue}\". It prevents other sites from trimming pools through a visitor's browser."
        : !IsFromHere(request) ? "The request came from another site."
        : null;

    private static bool IsFromHere(HttpRequest request)
    {
        string? site = request.Headers["Sec-Fetch-Site"];
        string? origin = request.Headers.Origin;
        return site is not null ? site == "same-origin"
            : origin is null
                || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && uri.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
