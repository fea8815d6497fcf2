using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Rules;

/// <summary>Bytes of a lease are given to the caller, kept in a field or still worked with, while the method returns the lease.</summary>
internal static class OutlivingViewRule
{
    internal const string Id = "TIDE004";

    internal static readonly DiagnosticDescriptor Descriptor = new(
        Id,
        "A span or memory outlives its lease",
        "The bytes of '{0}' are still in use here when it is returned in line {1}: keep a copy, or the lease itself",
        RulePages.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.Folder + Id + ".md");
}
