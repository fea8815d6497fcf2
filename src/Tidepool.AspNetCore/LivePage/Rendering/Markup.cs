using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace Tidepool.AspNetCore.LivePage.Rendering;

/// <summary>Builds HTML. Interpolated values are text: names come from users, and must never become markup.</summary>
internal sealed class Markup
{
    private readonly StringBuilder _html = new();

    /// <summary>Appends an interpolated string: its literal parts as they are, its holes encoded.</summary>
#pragma warning disable CA1822, IDE0060 // The compiler makes the handler append to this instance while it evaluates the argument.
    internal void Add([InterpolatedStringHandlerArgument("")] Line html)
#pragma warning restore CA1822, IDE0060
    {
    }

    internal byte[] ToUtf8() => Encoding.UTF8.GetBytes(_html.ToString());

    [InterpolatedStringHandler]
    internal readonly ref struct Line
    {
        private readonly StringBuilder _html;

#pragma warning disable IDE0060 // The compiler passes both lengths.
        public Line(int literalLength, int formattedCount, Markup markup) => _html = markup._html;
#pragma warning restore IDE0060

        public void AppendLiteral(string html) => _html.Append(html);

        public void AppendFormatted(string? text) => _html.Append(HtmlEncoder.Default.Encode(text ?? ""));

        public void AppendFormatted(long number) => _html.Append(number.ToString(CultureInfo.InvariantCulture));
    }
}
