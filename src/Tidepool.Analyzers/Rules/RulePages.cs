namespace Tidepool.Analyzers.Rules;

/// <summary>Where the rules are explained.</summary>
internal static class RulePages
{
    /// <summary>The folder of the rules' pages; each page is named after its rule.</summary>
    internal const string Folder = "https://github.com/tidepool-net/tidepool/blob/main/docs/rules/";

    /// <summary>The category of all rules, for settings that apply to them together.</summary>
    internal const string Category = "Tidepool";
}
