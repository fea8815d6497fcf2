using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Tidepool.AspNetCore.LivePage;

/// <summary>The content types that the page's address offers.</summary>
internal sealed class Representation
{
    internal static readonly Representation Json = new("application/json; charset=utf-8");
    internal static readonly Representation Html = new("text/html; charset=utf-8");
    internal static readonly Representation Events = new("text/event-stream; charset=utf-8");

    /// <summary>In order of preference: a client that accepts anything is a program, since browsers ask for a page.</summary>
    internal static readonly Representation[] All = [Json, Html, Events];

    private readonly MediaTypeHeaderValue _type;

    private Representation(string contentType)
    {
        ContentType = contentType;
        _type = MediaTypeHeaderValue.Parse(contentType);
    }

    internal string ContentType { get; }

    /// <summary>The one that the client prefers; null if it accepts none of them.</summary>
    internal static Representation? For(HttpRequest request)
    {
        IList<MediaTypeHeaderValue> accepted = new RequestHeaders(request.Headers).Accept;
        if (StringValues.IsNullOrEmpty(request.Headers.Accept))
        {
            return Json;
        }

        Representation best = All.MaxBy(one => one.QualityIn(accepted))!;
        return best.QualityIn(accepted) > 0 ? best : null;
    }

    /// <summary>The quality of the most specific range that matches; 0 if none does.</summary>
    private double QualityIn(IEnumerable<MediaTypeHeaderValue> accepted) =>
        accepted.Where(_type.IsSubsetOf).MaxBy(Specificity) is { } range ? range.Quality ?? 1 : 0;

    private static int Specificity(MediaTypeHeaderValue range) => range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2 + range.Parameters.Count;
}
