using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Rules;

/// <summary><c>Array.Resize</c> or an assignment replaces a rented array, which then never returns to its pool.</summary>
internal static class ReplacedArrayRule
{
    internal const string Id = "TIDE005";

    internal static readonly DiagnosticDescriptor Descriptor = new(
        Id,
        "A rented array is replaced",
        "'{0}' has a rented array, which is replaced here and never returned: rent the new one, copy, and return the old one",
        RulePages.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.Folder + Id + ".md");
}
