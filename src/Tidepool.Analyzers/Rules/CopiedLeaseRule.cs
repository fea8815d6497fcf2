using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Tidepool.Analyzers.Rules;

/// <summary>Two variables have copies of one lease, and a path returns both.</summary>
internal static class CopiedLeaseRule
{
    internal const string Id = "TIDE006";

    internal static readonly DiagnosticDescriptor Descriptor = new(
        Id,
        "Copies of a lease are both returned",
        "'{0}' is a copy of a lease that has been returned already, in line {1}: let one variable own it",
        RulePages.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.Folder + Id + ".md");

    /// <summary>Whether two returns of one lease were made through different variables.</summary>
    internal static bool Explains(IOperation first, IOperation second) =>
        VariableOf((first as IInvocationOperation)?.Instance) is { } one
        && VariableOf((second as IInvocationOperation)?.Instance) is { } other
        && !SymbolEqualityComparer.Default.Equals(one, other);

    private static ISymbol? VariableOf(IOperation? lease) => lease switch
    {
        IPropertyReferenceOperation { Property.Name: "Value" } nullable => VariableOf(nullable.Instance),
        IConversionOperation conversion => VariableOf(conversion.Operand),
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };
}
