using System.Text.RegularExpressions;

namespace Tidepool.Diagnosis;

/// <summary>Calls as their programmers wrote them.</summary>
internal static partial class CallName
{
    /// <summary>The compiler puts what is asynchronous, an iterator, a lambda or a local function into members of its own:
    /// gives the name of the method that it stands in.</summary>
    internal static string Readable(string call) => Generated().Replace(call, static match =>
        $"{match.Groups["type"]}.{match.Groups["method"]}{(match.Groups["local"] is { Success: true } local ? $".{local}" : "")}");

    // "Uploads+<ReadAsync>d__3.MoveNext", "Program+<>c__DisplayClass0_0.<<Main>$>b__1", "Program.<<Main>$>g__Serve|0_1"
    [GeneratedRegex(@"^(?<type>[^<]*?)[+.](<>c[^.+]*[+.])?<+(?<method>[^<>]+)>[$>]*(g__(?<local>\w+)\|)?[^.]*(\.MoveNext)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Generated();
}
