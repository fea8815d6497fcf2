using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Rules;

/// <summary>A path leaves the method without a return of the lease, or overwrites the lease before it.</summary>
internal static class MissingReturnRule
{
    internal const string Id = "TIDE001";

    internal static readonly DiagnosticDescriptor Descriptor = new(
        Id,
        "A lease is not returned on every path",
        "'{0}' is not returned on every path: make it 'using', or return it in a 'finally'",
        RulePages.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.Folder + Id + ".md");

    /// <summary>The same rule for a rented array. Only a suggestion: an <c>ArrayPool</c> permits dropped arrays.</summary>
    internal static readonly DiagnosticDescriptor ArrayDescriptor = new(
        Id,
        Descriptor.Title,
        "The array '{0}' is rented, and not returned on every path: the pool will make another one",
        RulePages.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.Folder + Id + ".md");

    /// <summary>The same rule for a lease that isn't even assigned to a variable.</summary>
    internal static readonly DiagnosticDescriptor DiscardDescriptor = new(
        Id,
        Descriptor.Title,
        "The lease of '{0}' is discarded, so that nobody can return it",
        RulePages.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.Folder + Id + ".md");
}
