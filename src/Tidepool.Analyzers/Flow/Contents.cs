using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Flow;

/// <summary>What a tuple, an object or a collection has in it, as far as it is of interest.</summary>
/// <param name="Site">Where the object is made; null for a tuple or struct, of which each variable has its own.</param>
/// <param name="Parts">The values and their places: a member, an index, or null for anywhere.</param>
/// <param name="IsMixed">Whether there may be other values in it, too.</param>
internal sealed record Contents(SyntaxNode? Site, ImmutableArray<(object? Place, Value Value)> Parts, bool IsMixed = false)
{
    /// <summary>Of what has more parts than this, the rest is let go.</summary>
    private const int MaxParts = 8;

    /// <summary>The one value that is all there is; unknown if there are several.</summary>
    internal Value Any
    {
        get
        {
            Value[] different = [.. Parts.Select(static part => part.Value).Where(static value => value.Boolean is null).Distinct()];
            return different.Length == 1 && !IsMixed ? different[0] : Value.Unknown;
        }
    }

    /// <summary>Whether it has elements that can be told apart, so that one which isn't among them is none of the others.</summary>
    private bool IsTuple => Site is null && Parts.Any(static part => part.Place is int);

    internal static Contents Of(SyntaxNode? site) => new(site, []);

    /// <summary>The value at a place, as far as one can tell it from the others.</summary>
    internal Value At(object? place)
    {
        foreach ((object? known, Value value) in Parts)
        {
            if (place is not null && Equals(known, place))
            {
                return value;
            }
        }

        return place is ISymbol || (place is int && IsTuple) ? Value.Unknown : Any;
    }

    /// <summary>With a value put to a place, in the stead of what was there.</summary>
    internal Contents With(object? place, Value value)
    {
        ImmutableArray<(object? Place, Value Value)> others = place is null ? Parts : Parts.RemoveAll(part => Equals(part.Place, place));
        return !IsKept(place, value) || others.Length == MaxParts
            ? this with { Parts = others, IsMixed = IsMixed || place is not ISymbol } : this with { Parts = others.Add((place, value with { At = null })) };
    }

    /// <summary>The values of both.</summary>
    internal Contents With(Contents other) =>
        other.Parts.Aggregate(this with { IsMixed = IsMixed || other.IsMixed }, static (all, part) => all.With(null, part.Value));

    /// <summary>With each value changed.</summary>
    internal Contents Select(Func<Value, Value> change)
    {
        (object? Place, Value Value)[] changed = [.. Parts.Select(part => (part.Place, change(part.Value)))
            .Where(static part => IsKept(part.Place, part.Item2))];
        return this with { Parts = [.. changed], IsMixed = IsMixed || changed.Length < Parts.Length };
    }

    /// <summary>Beside what a rental has to do with, the flags of a tuple: one may say whether there is a lease.</summary>
    private static bool IsKept(object? place, Value value) => value.IsOfInterest || (place is int && value.Boolean is not null);

    /// <inheritdoc/>
    public bool Equals(Contents? other) => other is not null && Site == other.Site && IsMixed == other.IsMixed && Parts.SequenceEqual(other.Parts);

    /// <inheritdoc/>
    public override int GetHashCode() => Parts.Length == 0 ? 0 : Parts[0].Value.GetHashCode() + Parts.Length;
}
