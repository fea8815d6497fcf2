using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Flow;

/// <summary>A buffer that is rented at one place of the code: the latest one rented there, or all earlier ones.</summary>
/// <remarks>In a loop one place rents again and again. Two rentals for each place tell the buffer at hand from one that was kept.</remarks>
internal sealed class Rental
{
    internal Rental(RentalKind kind, SyntaxNode site, bool mayBeNull = false, Rental? latest = null)
    {
        Kind = kind;
        Site = site;
        MayBeNull = mayBeNull;
        Earlier = latest is null ? new Rental(kind, site, mayBeNull, this) : null;
    }

    internal RentalKind Kind { get; }

    /// <summary>Whether it is an array, which nothing but the pool's contract ties to its return.</summary>
    internal bool IsArray => Kind is RentalKind.Array or RentalKind.ByteArray;

    /// <summary>Whether the variable that it came in may have none.</summary>
    internal bool MayBeNull { get; }

    /// <summary>Where it is rented.</summary>
    internal SyntaxNode Site { get; }

    /// <summary>What was rented here in the rounds before; null if this is it.</summary>
    internal Rental? Earlier { get; }
}
