using System.Text.RegularExpressions;

namespace Tidepool.Diagnosis;

/// <summary>The names of calls as in their source code.</summary>
internal static partial class CallName
{
    /// <summary>The compiler moves asynchronous code, iterators, lambdas and local functions into generated members.
    /// This gives the name of the method that contains them.</summary>
    internal static string Readable(string call) => Generated().Replace(call, static match =>
        $"{match.Groups["type"]}.{match.Groups["method"]}{(match.Groups["local"] is { Success: true } local ? $".{local}" : "")}");

    // "Uploads+<ReadAsync>d__3.MoveNext", "Program+<>c__DisplayClass0_0.<<Main>$>b__1", "Program.<<Main>$>g__Serve|0_1"
    [GeneratedRegex(@"^(?<type>[^<]*?)[+.](<>c[^.+]*[+.])?<+(?<method>[^<>]+)>[$>]*(g__(?<local>\w+)\|)?[^.]*(\.MoveNext)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Generated();
}
