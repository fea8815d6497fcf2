using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Tidepool.Analyzers.Rules;

/// <summary>Two variables hold copies of one lease, and a path returns both.</summary>
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
        VariableOf(LeaseOf(first)) is { } one
        && VariableOf(LeaseOf(second)) is { } other
        && one != other;

    private static IOperation? LeaseOf(IOperation @return) => @return is IInvocationOperation { TargetMethod.Name: "Return" or "Dispose" } call
        ? call.Instance : null;

    private static string? VariableOf(IOperation? lease) => lease switch
    {
        IPropertyReferenceOperation { Property.Name: "Value" } nullable => VariableOf(nullable.Instance),
        IConversionOperation conversion => VariableOf(conversion.Operand),
        ILocalReferenceOperation local => local.Local.Name,
        IParameterReferenceOperation parameter => parameter.Parameter.Name,

        // The compiler makes a temporary for "lease?.Return()".
        { IsImplicit: true, Syntax: IdentifierNameSyntax name } => name.Identifier.ValueText,
        _ => null,
    };
}
