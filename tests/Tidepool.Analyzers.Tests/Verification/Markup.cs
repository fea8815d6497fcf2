using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Tidepool.Analyzers.Tests.Verification;

/// <summary>A test's code with its expected diagnostics marked in it: <c>{|TIDE001:code|}</c>.</summary>
internal sealed partial class Markup
{
    private Markup(string code, IReadOnlyList<string> expected)
    {
        Code = code;
        Expected = expected;
    }

    /// <summary>The code without marks.</summary>
    internal string Code { get; }

    /// <summary>One entry for each mark, in order: rule, line, column and text.</summary>
    internal IReadOnlyList<string> Expected { get; }

    internal static Markup Parse(string text)
    {
        StringBuilder code = new();
        List<string> expected = [];
        int taken = 0;
        foreach (Match mark in Mark().Matches(text))
        {
            code.Append(text, taken, mark.Index - taken);
            expected.Add(Entry(mark.Groups["id"].Value, code.ToString(), code.Length, mark.Groups["code"].Value));
            code.Append(mark.Groups["code"].Value);
            taken = mark.Index + mark.Length;
        }

        code.Append(text, taken, text.Length - taken);
        return new Markup(code.ToString(), expected);
    }

    /// <summary>How a diagnostic is compared and shown.</summary>
    internal static string Entry(string id, string text, int position, string code)
    {
        int line = text.AsSpan(0, position).Count('\n');
        return string.Create(CultureInfo.InvariantCulture, $"{id} in line {line + 1}: {code}");
    }

    [GeneratedRegex(@"\{\|(?<id>TIDE\d{3}):(?<code>.*?)\|\}", RegexOptions.Singleline)]
    private static partial Regex Mark();
}
