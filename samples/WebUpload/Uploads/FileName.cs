using System.Text.RegularExpressions;

namespace WebUpload.Uploads;

/// <summary>The names that a file may be uploaded under.</summary>
internal static partial class FileName
{
    internal const string Rule = "A name has 1 to 100 letters, digits, spaces, dots, hyphens and underscores, begins with a letter or digit, "
        + "and doesn't end with a space or dot.";

    internal static bool IsValid(string name) => Valid().IsMatch(name);

    [GeneratedRegex(@"\A(?=.{1,100}\z)[\p{L}\p{Nd}](?:[\p{L}\p{Nd} ._-]*[\p{L}\p{Nd}_-])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Valid();
}
