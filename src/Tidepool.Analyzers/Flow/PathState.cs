using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Flow;

/// <summary>What is so on some paths to a point: which values the variables have, how each rental stands, and how conditions came out.</summary>
/// <remarks>Immutable. Two are equal if values and rentals are: then their paths differ by nothing but how conditions came out,
/// and of many such paths only what they have in common is kept.</remarks>
internal sealed class PathState : IEquatable<PathState>
{
    internal static readonly PathState Start = new(
        ImmutableDictionary<Slot, Value>.Empty,
        ImmutableDictionary<Rental, LeaseState>.Empty,
        ImmutableDictionary<Condition, bool>.Empty);

    private readonly ImmutableDictionary<Slot, Value> _values;
    private readonly ImmutableDictionary<Rental, LeaseState> _rentals;
    private readonly ImmutableDictionary<Condition, bool> _facts;
    private readonly int _hash;

    private PathState(ImmutableDictionary<Slot, Value> values, ImmutableDictionary<Rental, LeaseState> rentals, ImmutableDictionary<Condition, bool> facts)
    {
        _values = values;
        _rentals = rentals;
        _facts = facts;

        // The maps' order is arbitrary, so the hash must not depend on it.
        foreach (KeyValuePair<Slot, Value> value in values)
        {
            _hash ^= (value.Key, value.Value).GetHashCode();
        }

        foreach (KeyValuePair<Rental, LeaseState> rental in rentals)
        {
            _hash ^= (rental.Key, rental.Value).GetHashCode();
        }
    }

    internal IEnumerable<KeyValuePair<Slot, Value>> Values => _values;

    internal IEnumerable<KeyValuePair<Rental, LeaseState>> Rentals => _rentals;

    internal Value this[Slot slot] => _values.TryGetValue(slot, out Value value) ? value : Value.Unknown;

    /// <summary>Null if nothing is rented there on these paths.</summary>
    internal LeaseState? this[Rental rental] => _rentals.TryGetValue(rental, out LeaseState state) ? state : null;

    internal bool? this[Condition condition] =>
        _facts.TryGetValue(condition, out bool fact) ? fact
        : condition.IsOfNothing ? true
        : condition.Parts.IsEmpty ? condition.FollowsFrom(_facts) ?? FollowsFromOthers(condition)
        : condition.Parts.Aggregate((bool?)true, (all, part) => all & (this[part.Condition] ^ part.IsNegated));

    internal IEnumerable<KeyValuePair<Condition, bool>> Facts => _facts;

    internal int FactCount => _facts.Count;

    /// <summary>Whether a variable has the lease itself, so that it can still be returned.</summary>
    internal bool HasHandle(Rental rental) => _values.Values.Any(value => value.Has(rental));

    /// <summary>What is known of conditions that are made of others may leave one of these no choice.</summary>
    private bool? FollowsFromOthers(Condition condition)
    {
        Condition[] made = [.. _facts.Keys.Where(known => known.IsMadeOf(condition))];
        return made.Length == 0 ? null
            : IsRefuted(condition, true, made) ? false
            : IsRefuted(condition, false, made) ? true
            : null;
    }

    private bool IsRefuted(Condition condition, bool assumed, Condition[] made)
    {
        ImmutableDictionary<Condition, bool> facts = _facts.SetItem(condition, assumed);
        return Array.Exists(made, known => known.OutcomeOfParts(facts) == !_facts[known]);
    }

    internal PathState With(Slot slot, Value value)
    {
        ImmutableDictionary<Slot, Value> values = value.Kind == ValueKind.Unknown ? _values.Remove(slot) : _values.SetItem(slot, value);
        return values == _values ? this : new(values, _rentals, _facts);
    }

    internal PathState With(Rental rental, LeaseState? state)
    {
        ImmutableDictionary<Rental, LeaseState> rentals = state is { } known ? _rentals.SetItem(rental, known) : _rentals.Remove(rental);
        return rentals == _rentals ? this : new(_values, rentals, _facts);
    }

    internal PathState With(Condition condition, bool fact)
    {
        PathState state = new(_values, _rentals, _facts.SetItem(condition, fact));
        return fact ? condition.Parts.Aggregate(state, static (known, part) => known.With(part.Condition, !part.IsNegated)) : state;
    }

    /// <summary>Forgets how conditions came out that have to do with a variable, since it changes.</summary>
    internal PathState WithoutFactsOf(Slot variable) => Keeping(condition => !condition.Mentions(variable));

    /// <summary>Forgets how all other conditions came out.</summary>
    internal PathState Keeping(Func<Condition, bool> isKept)
    {
        Condition[] forgotten = [.. _facts.Keys.Where(condition => !isKept(condition))];
        return forgotten.Length == 0 ? this : new(_values, _rentals, _facts.RemoveRange(forgotten));
    }

    /// <summary>Both, where they are equal: with the facts that hold in both.</summary>
    /// <returns>This one if nothing is lost.</returns>
    internal PathState Join(PathState other)
    {
        Condition[] contested = [.. _facts.Where(fact => other[fact.Key] != fact.Value).Select(static fact => fact.Key)];
        return contested.Length == 0 ? this : new(_values, _rentals, _facts.RemoveRange(contested));
    }

    /// <inheritdoc/>
    public bool Equals(PathState? other) =>
        other is not null
        && _hash == other._hash
        && HasAll(_values, other._values)
        && HasAll(_rentals, other._rentals);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PathState);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    private static bool HasAll<TKey, TValue>(ImmutableDictionary<TKey, TValue> one, ImmutableDictionary<TKey, TValue> other)
        where TKey : notnull
        where TValue : struct =>
        one == other
        || (one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out TValue value)
            && EqualityComparer<TValue>.Default.Equals(pair.Value, value)));
}
