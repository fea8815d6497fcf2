using System.Diagnostics;
using System.Text.RegularExpressions;
using Tidepool.Diagnosis;

namespace Tidepool.AspNetCore.LivePage.Snapshots;

/// <summary>Calls as their programmers wrote them.</summary>
internal static partial class CallName
{
    /// <summary>The calls that led to the pool, the innermost first.</summary>
    internal static IEnumerable<string> OfCallers(StackTrace stack) => Readable(CallList.CallersIn(stack).Select(static method => $"{method.DeclaringTypeName}.{method.Name}"));

    /// <summary>Names the methods of a stack; leaves out what only drives asynchronous methods.</summary>
    internal static IEnumerable<string> Readable(IEnumerable<string> calls) => calls
        .Where(static call => !call.StartsWith("System.Runtime.CompilerServices.", StringComparison.Ordinal))
        .Select(Readable)
        // An asynchronous method is there twice: as itself, and as what runs it.
        .Distinct();

    /// <summary>The compiler puts what is asynchronous, an iterator, a lambda or a local function into members of its own: gives the name of the method that it stands in.</summary>
    internal static string Readable(string call) => Generated().Replace(call, static match =>
        $"{match.Groups["type"]}.{match.Groups["method"]}{(match.Groups["local"] is { Success: true } local ? $".{local}" : "")}");

    // "Uploads+<ReadAsync>d__3.MoveNext", "Program+<>c__DisplayClass0_0.<<Main>$>b__1", "Program.<<Main>$>g__Serve|0_1"
    [GeneratedRegex(@"^(?<type>[^<]*?)[+.](<>c[^.+]*[+.])?<+(?<method>[^<>]+)>[$>]*(g__(?<local>\w+)\|)?[^.]*(\.MoveNext)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Generated();
}
