using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Rules;

/// <summary>A path leads out of the method on which nobody returns the lease, or it is overwritten before.</summary>
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

    /// <summary>The same rule of a rented array. Only a suggestion: an <c>ArrayPool</c> permits that arrays are dropped.</summary>
    internal static readonly DiagnosticDescriptor ArrayDescriptor = new(
        Id,
        Descriptor.Title,
        "The array '{0}' is rented, and not returned on every path: the pool will make another one",
        RulePages.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.Folder + Id + ".md");

    /// <summary>The same rule, where the lease isn't even put into a variable.</summary>
    internal static readonly DiagnosticDescriptor DiscardDescriptor = new(
        Id,
        Descriptor.Title,
        "The lease of '{0}' is discarded, so that nobody can return it",
        RulePages.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.Folder + Id + ".md");
}
