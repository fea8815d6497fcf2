using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers.Flow;

/// <summary>What spans, readers and other views say about themselves: it is stored in them, and no byte of the buffer is read.</summary>
internal sealed partial class Transfer
{
    private static readonly ImmutableHashSet<string> s_sizes = ["Length", "IsEmpty", "HasValue", "Count", "Offset"];

    private static readonly ImmutableHashSet<string> s_positions =
        ["BytesConsumed", "Consumed", "CurrentDepth", "CurrentState", "End", "HasValueSequence", "IsFinalBlock", "Length", "Remaining", "TokenStartIndex",
            "TokenType", "ValueIsEscaped"];

    /// <summary>Whether the member of a local view is still valid after the return.</summary>
    private bool IsAboutView(IMemberReferenceOperation reference) =>
        reference is { Instance: ILocalReferenceOperation { Local.Type: var type }, Member: var member }
        && (_types.IsView(Carriers.NotNull(type)) ? s_sizes.Contains(member.Name)
            : type.IsRefLikeType && (IsOfFramework(type) ? s_positions.Contains(member.Name)
                : !_types.Carriers.CanCarry(reference.Type) && (Storage.IsStorage(member) || IsOfSizes(member)) && !IsReference(member)));

    private static bool IsReference(ISymbol member) => member is IFieldSymbol { RefKind: not RefKind.None }
        or IPropertySymbol { RefKind: not RefKind.None };

    /// <summary>Whether the property only computes with fields and their sizes: it has no index and no call.</summary>
    private static bool IsOfSizes(ISymbol member) =>
        member is IPropertySymbol { DeclaringSyntaxReferences: { Length: 1 } declarations }
        && !declarations[0].GetSyntax().DescendantNodes().Any(static node => node is ElementAccessExpressionSyntax or InvocationExpressionSyntax
            or CommonForEachStatementSyntax or ListPatternSyntax or RefExpressionSyntax);
}
