namespace Tidepool.Analyzers.Rules;

/// <summary>Where the rules are explained.</summary>
internal static class RulePages
{
    /// <summary>The folder of the rules' pages; a page is named as its rule.</summary>
    internal const string Folder = "https://github.com/tidepool-net/tidepool/blob/main/docs/rules/";

    /// <summary>The category that all rules are in, for settings that concern them together.</summary>
    internal const string Category = "Tidepool";
}
