using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Tidepool.Analyzers.Flow;

/// <summary>Objects that hold buffers until they are disposed: streams, writers and the owners of memories.</summary>
internal sealed partial class Transfer
{
    /// <summary>Members that also work after the disposal.</summary>
    private static readonly ImmutableHashSet<string> s_alwaysAllowed =
        ["CanRead", "CanSeek", "CanWrite", "CanTimeout", "Tag", "MaxLength", "Flush", "FlushAsync", "ToString", "GetType", "GetHashCode", "Equals"];

    /// <summary>Calls whose tasks go on reading the stream. All other calls on an in-memory stream are complete when they return.</summary>
    private static readonly ImmutableHashSet<string> s_lasting = ["CopyToAsync", "WriteToAsync"];

    /// <summary>Where owners are rented that their pool reuses after their disposal: disposing one twice may return the buffer of another lease.</summary>
    private readonly HashSet<SyntaxNode> _reused = [];

    /// <summary>A view of the owner's buffers; null if it isn't one.</summary>
    private static Value? ViewOfOwner(Value instance) =>
        instance.Handle is { Kind: RentalKind.Owner } rental ? new Value(ValueKind.View, rental) : null;

    private static Value WorkOfOwner(Value instance, IMethodSymbol method) =>
        instance.Handle is { Kind: RentalKind.Owner } rental && s_lasting.Contains(method.Name) ? new Value(ValueKind.Work, rental) : Value.Unknown;

    private static bool IsUseOfOwner(ISymbol member) => !s_alwaysAllowed.Contains(member.Name);

    /// <summary>Whether the property of a pooled stream is true until the stream is disposed.</summary>
    private static bool IsOfOpenStream(IPropertySymbol property) => property.Name is "CanRead" or "CanSeek" or "CanWrite";

    /// <summary>Whether a framework method's parameter needs an owner that isn't disposed. Other methods may only dispose it again, which is allowed.</summary>
    private static bool IsAskedOfOwner(ITypeSymbol? expected, IMethodSymbol method) =>
        expected is { Name: "Stream" or "IBufferWriter" or "IMemoryOwner" } && IsOfFramework(method) && !IsEquality(method);

    private static bool IsOfBytes(IInvocationOperation rent) =>
        !rent.TargetMethod.ContainingType.TypeArguments.Any(static type => type.SpecialType != SpecialType.System_Byte);

    /// <summary>Whether a pool is set to reuse its owners, where it is created or where the variable or readonly field that holds it is declared.</summary>
    private static bool ReusesOwners(IOperation? memoryPool) => memoryPool switch
    {
        IInvocationOperation call => ReusesOwners(call.Syntax),
        ILocalReferenceOperation { Local.DeclaringSyntaxReferences: { Length: 1 } declarations } local => ReusesOwners(InitialValue(declarations[0]))
            && local.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>()?.DescendantNodes().OfType<AssignmentExpressionSyntax>()
                .Any(assignment => assignment.Left is IdentifierNameSyntax name && name.Identifier.ValueText == local.Local.Name) == false,
        IFieldReferenceOperation { Field: { IsReadOnly: true, DeclaringSyntaxReferences: { Length: 1 } declarations } } =>
            ReusesOwners(InitialValue(declarations[0])),
        _ => false,
    };

    private static ExpressionSyntax? InitialValue(SyntaxReference declaration) => (declaration.GetSyntax() as VariableDeclaratorSyntax)?.Initializer?.Value;

    private static bool ReusesOwners(SyntaxNode? pool) =>
        pool is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AsMemoryPool" },
            ArgumentList.Arguments: { Count: 1 } arguments } && arguments[0].Expression.IsKind(SyntaxKind.TrueLiteralExpression);

    private Value RentOwner(IInvocationOperation rent)
    {
        if (ReusesOwners(rent.Instance))
        {
            _reused.Add(rent.Syntax);
        }

        return Rent(rent, RentalKind.Owner);
    }

    private void UseOwner(Value instance, ISymbol member, IOperation use)
    {
        if (instance.Handle is { Kind: RentalKind.Owner } rental && IsUseOfOwner(member))
        {
            UseHandle(rental, use);
        }
    }
}
