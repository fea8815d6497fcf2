using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Flow;

/// <summary>The contents of a tuple, an object or a collection, as far as they are of interest.</summary>
/// <param name="Site">Where the object is created; null for a tuple or struct, since each variable has its own copy.</param>
/// <param name="Parts">The values and their places: a member, an index, or null for anywhere.</param>
/// <param name="IsMixed">Whether it may contain other values, too.</param>
internal sealed record Contents(SyntaxNode? Site, ImmutableArray<(object? Place, Value Value)> Parts, bool IsMixed = false)
{
    /// <summary>Any parts beyond this number are dropped.</summary>
    private const int MaxParts = 8;

    /// <summary>The only value in it; unknown if there are several.</summary>
    internal Value Any
    {
        get
        {
            Value[] different = [.. Parts.Select(static part => part.Value).Where(static value => value.Boolean is null).Distinct()];
            return different.Length == 1 && !IsMixed ? different[0] : Value.Unknown;
        }
    }

    /// <summary>Whether its elements can be told apart, so that an element which isn't listed is none of those that are.</summary>
    private bool IsTuple => Site is null && Parts.Any(static part => part.Place is int);

    internal static Contents Of(SyntaxNode? site) => new(site, []);

    /// <summary>The value at a place, as far as it can be told from the others.</summary>
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

    /// <summary>A copy with a value put at a place, instead of what was there.</summary>
    internal Contents With(object? place, Value value)
    {
        ImmutableArray<(object? Place, Value Value)> others = place is null ? Parts : Parts.RemoveAll(part => Equals(part.Place, place));
        return !IsKept(place, value) || others.Length == MaxParts
            ? this with { Parts = others, IsMixed = IsMixed || place is not ISymbol } : this with { Parts = others.Add((place, value with { At = null })) };
    }

    /// <summary>A copy with the values of both.</summary>
    internal Contents With(Contents other) =>
        other.Parts.Aggregate(this with { IsMixed = IsMixed || other.IsMixed }, static (all, part) => all.With(null, part.Value));

    /// <summary>A copy with each value changed.</summary>
    internal Contents Select(Func<Value, Value> change)
    {
        (object? Place, Value Value)[] changed = [.. Parts.Select(part => (part.Place, change(part.Value)))
            .Where(static part => IsKept(part.Place, part.Item2))];
        return this with { Parts = [.. changed], IsMixed = IsMixed || changed.Length < Parts.Length };
    }

    /// <summary>Values that involve a rental are kept, and so are the flags of a tuple: one may say whether there is a lease.</summary>
    private static bool IsKept(object? place, Value value) => value.IsOfInterest || (place is int && value.Boolean is not null);

    /// <inheritdoc/>
    public bool Equals(Contents? other) => other is not null && Site == other.Site && IsMixed == other.IsMixed && Parts.SequenceEqual(other.Parts);

    /// <inheritdoc/>
    public override int GetHashCode() => Parts.Length == 0 ? 0 : Parts[0].Value.GetHashCode() + Parts.Length;
}
