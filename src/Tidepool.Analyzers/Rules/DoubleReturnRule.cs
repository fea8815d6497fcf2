using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Rules;

/// <summary>A path returns a lease twice. <see cref="CopiedLeaseRule"/> and <see cref="RepeatedReturnRule"/> report the more specific causes.</summary>
internal static class DoubleReturnRule
{
    internal const string Id = "TIDE003";

    internal static readonly DiagnosticDescriptor Descriptor = new(
        Id,
        "A lease is returned twice",
        "'{0}' has been returned already, in line {1}",
        RulePages.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.Folder + Id + ".md");
}
