using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Flow;

/// <summary>What one call puts into a collection that isn't the method's own.</summary>
/// <param name="Place">The field, property or parameter that holds the collection.</param>
/// <param name="Call">The call.</param>
internal readonly record struct Deposit(ISymbol Place, SyntaxNode Call)
{
    /// <inheritdoc/>
    public bool Equals(Deposit other) => SymbolEqualityComparer.Default.Equals(Place, other.Place) && Call == other.Call;

    /// <inheritdoc/>
    public override int GetHashCode() => Call.GetHashCode();
}
