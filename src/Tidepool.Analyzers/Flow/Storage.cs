using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidepool.Analyzers.Flow;

/// <summary>Where an object stores the arguments of its constructor.</summary>
internal static class Storage
{
    /// <summary>Whether the member stores what it is assigned: a field, a property with a backing field, or a framework property of generic type.</summary>
    internal static bool IsStorage(ISymbol member) =>
        member is IFieldSymbol
        || member is IPropertySymbol { IsIndexer: false, SetMethod: not null, OriginalDefinition.Type: ITypeParameterSymbol } && Transfer.IsOfFramework(member)
        || (member is IPropertySymbol && member.ContainingType.GetMembers().OfType<IFieldSymbol>()
            .Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, member)));

    /// <summary>The field or property in which a constructor stores the argument unchanged; or the parameter, if members of the type use it later.</summary>
    /// <returns>Null if there is none, or it is unknown.</returns>
    internal static ISymbol? Of(IParameterSymbol parameter)
    {
        INamedTypeSymbol type = parameter.ContainingType;
        if (type.IsRecord && type.GetMembers(parameter.Name).OfType<IPropertySymbol>().FirstOrDefault() is { } property
            && SymbolEqualityComparer.Default.Equals(property.Type, parameter.Type))
        {
            return property;
        }

        foreach (SyntaxReference declaration in parameter.DeclaringSyntaxReferences)
        {
            SyntaxNode? owner = declaration.GetSyntax().Parent?.Parent;
            IEnumerable<string> members = owner switch
            {
                ConstructorDeclarationSyntax constructor => constructor.DescendantNodes().OfType<AssignmentExpressionSyntax>()
                    .Where(assignment => assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) && Names(assignment.Right, parameter.Name))
                    .Select(static assignment => NameOf(assignment.Left))
                    .Concat(constructor.DescendantNodes().OfType<AssignmentExpressionSyntax>().SelectMany(assignment => PairsOf(assignment, parameter.Name))),
                TypeDeclarationSyntax primary => primary.Members.SelectMany(member => Initialized(member, parameter.Name)),
                _ => [],
            };
            foreach (string name in members)
            {
                if (type.GetMembers(name).FirstOrDefault(IsStorage) is { } member)
                {
                    return member;
                }
            }

            if (owner is TypeDeclarationSyntax { Members: var own } && own.Any(member => IsCapturedBy(member, parameter.Name)))
            {
                return parameter;
            }
        }

        return null;
    }

    private static IEnumerable<string> PairsOf(AssignmentExpressionSyntax assignment, string parameter) =>
        assignment is { Left: TupleExpressionSyntax left, Right: TupleExpressionSyntax right } && left.Arguments.Count == right.Arguments.Count
            ? left.Arguments.Zip(right.Arguments, static (target, value) => (Target: target.Expression, Value: value.Expression))
                .Where(pair => Names(pair.Value, parameter)).Select(static pair => NameOf(pair.Target))
            : [];

    private static IEnumerable<string> Initialized(MemberDeclarationSyntax member, string parameter) => member switch
    {
        PropertyDeclarationSyntax { Initializer.Value: var value } property when Names(value, parameter) => [property.Identifier.ValueText],
        FieldDeclarationSyntax field => field.Declaration.Variables.Where(variable => Names(variable.Initializer?.Value, parameter))
            .Select(static variable => variable.Identifier.ValueText),
        _ => [],
    };

    /// <summary>Whether the body of a member uses a parameter of its type's primary constructor.</summary>
    private static bool IsCapturedBy(MemberDeclarationSyntax member, string parameter) =>
        member is not (BaseTypeDeclarationSyntax or BaseFieldDeclarationSyntax)
        && member.DescendantNodes(static node => node is not (EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax } or TypeDeclarationSyntax))
            .OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == parameter && !IsNameOfMember(name))
        && !member.DescendantNodes().Any(node => node is ParameterSyntax other && other.Identifier.ValueText == parameter
            || node is VariableDeclaratorSyntax local && local.Identifier.ValueText == parameter
            || node is SingleVariableDesignationSyntax variable && variable.Identifier.ValueText == parameter);

    private static bool IsNameOfMember(IdentifierNameSyntax name) =>
        (name.Parent is MemberAccessExpressionSyntax access && access.Name == name)
        || name.Parent is NameColonSyntax or MemberBindingExpressionSyntax
        || name.Ancestors().OfType<InvocationExpressionSyntax>().Any(static call => call.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" });

    private static bool Names(ExpressionSyntax? value, string parameter) => value is IdentifierNameSyntax name && name.Identifier.ValueText == parameter;

    private static string NameOf(ExpressionSyntax target) => target switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name.Identifier.ValueText: var name } => name,
        _ => "",
    };
}
