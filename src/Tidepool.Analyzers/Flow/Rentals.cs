using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Flow;

/// <summary>All rentals of a method, one for each place.</summary>
internal sealed class Rentals
{
    private readonly Dictionary<object, Rental> _rentals = [];

    /// <summary>The rental of a call that rents.</summary>
    internal Rental At(IOperation rent, RentalKind kind) => Find(rent, kind, rent.Syntax);

    /// <summary>The rental of a variable whose lease came from elsewhere.</summary>
    internal Rental Of(ISymbol variable, RentalKind kind, bool mayBeNull, SyntaxNode site) => Find(variable, kind, site, mayBeNull);

    private Rental Find(object key, RentalKind kind, SyntaxNode site, bool mayBeNull = false)
    {
        if (!_rentals.TryGetValue(key, out Rental rental))
        {
            _rentals.Add(key, rental = new Rental(kind, site, mayBeNull));
        }

        return rental;
    }
}
