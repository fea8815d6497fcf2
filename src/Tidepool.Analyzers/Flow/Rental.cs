using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Flow;

/// <summary>A buffer rented at one place in the code: the latest one rented there, or any earlier one.</summary>
/// <remarks>In a loop, one place rents again and again. Two rentals for each place distinguish the latest buffer from one that was kept.</remarks>
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

    /// <summary>Whether it is an array: only the pool's contract ties an array to its return.</summary>
    internal bool IsArray => Kind is RentalKind.Array or RentalKind.ByteArray;

    /// <summary>Whether the variable that it was received in may be null.</summary>
    internal bool MayBeNull { get; }

    /// <summary>Where it is rented.</summary>
    internal SyntaxNode Site { get; }

    /// <summary>The rental of earlier rounds at the same place; null if this is that rental.</summary>
    internal Rental? Earlier { get; }
}
