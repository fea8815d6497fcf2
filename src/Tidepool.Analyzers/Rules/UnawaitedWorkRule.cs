using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Rules;

/// <summary>Work with a lease's bytes is started and not awaited, and the method returns the lease.</summary>
internal static class UnawaitedWorkRule
{
    internal const string Id = "TIDE010";

    internal static readonly DiagnosticDescriptor Descriptor = new(
        Id,
        "Work with a lease's bytes is not awaited",
        "The work that begins here with the bytes of '{0}' isn't awaited before the return in line {1}: await it, or let the work return the lease",
        RulePages.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.Folder + Id + ".md");
}
