using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Rules;

/// <summary>Bytes of a lease, or the lease itself, are returned to the caller, stored in a field or still used by other work, while the method returns the
/// lease.</summary>
internal static class OutlivingViewRule
{
    internal const string Id = "TIDE004";

    internal static readonly DiagnosticDescriptor Descriptor = new(
        Id,
        "A span or memory outlives its lease",
        "The bytes of '{0}' are still in use here when it is returned in line {1}: keep a copy of the bytes, or return the lease later",
        RulePages.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.Folder + Id + ".md");

    /// <summary>The same rule if the lease is handed out, not its bytes.</summary>
    internal static readonly DiagnosticDescriptor LeaseDescriptor = new(
        Id,
        Descriptor.Title,
        "'{0}' itself is handed out here, but returned in line {1}, so that whoever gets it can't use it: let them return it, or hand out a copy of its bytes",
        RulePages.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.Folder + Id + ".md");
}
