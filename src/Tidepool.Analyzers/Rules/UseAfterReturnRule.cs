using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Rules;

/// <summary>A lease, or its span or memory, is used on a path that has returned the lease.</summary>
internal static class UseAfterReturnRule
{
    internal const string Id = "TIDE002";

    internal static readonly DiagnosticDescriptor Descriptor = new(
        Id,
        "A lease is used after its return",
        "'{0}' is used after its return in line {1}: its bytes may be somebody else's by now",
        RulePages.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.Folder + Id + ".md");
}
