using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Flow;

/// <summary>What holds on some paths to a point: the values of the variables, the state of each rental, and the outcomes of conditions.</summary>
/// <remarks>Immutable. Two are equal if values and rentals are: then their paths differ only in the outcomes of conditions,
/// and of many such paths, only what they have in common is kept.</remarks>
internal sealed class PathState : IEquatable<PathState>
{
    internal static readonly PathState Start = new(
        SmallDictionary<Slot, Value>.Empty,
        SmallDictionary<Rental, LeaseState>.Empty,
        SmallDictionary<Condition, bool>.Empty,
        0, outside: 0);

    private readonly SmallDictionary<Slot, Value> _values;
    private readonly SmallDictionary<Rental, LeaseState> _rentals;
    private readonly SmallDictionary<Condition, bool> _facts;

    /// <summary>Hash of values and rentals together, in any order: each contributes independently.</summary>
    private readonly int _hash;

    /// <summary>The number of values that aren't in the method's own variables.</summary>
    private readonly int _outside;

    private PathState(SmallDictionary<Slot, Value> values, SmallDictionary<Rental, LeaseState> rentals, SmallDictionary<Condition, bool> facts,
        int hash, int outside)
    {
        _outside = outside;
        _values = values;
        _rentals = rentals;
        _facts = facts;
        _hash = hash;
    }

    internal SmallDictionary<Slot, Value> Values => _values;

    /// <summary>Whether all values are in the method's own variables: most often nothing has been handed out, kept or begun.</summary>
    internal bool IsAllLocal => _outside == 0;

    internal SmallDictionary<Rental, LeaseState> Rentals => _rentals;

    internal Value this[Slot slot] => _values.TryGetValue(slot, out Value value) ? value : Value.Unknown;

    /// <summary>Null if the rental doesn't occur on these paths.</summary>
    internal LeaseState? this[Rental rental] => _rentals.TryGetValue(rental, out LeaseState state) ? state : null;

    internal bool? this[Condition condition] =>
        _facts.TryGetValue(condition, out bool fact) ? fact
        : condition.IsOfNothing ? true
        : condition.Parts.IsEmpty ? condition.FollowsFrom(_facts) ?? FollowsFromOthers(condition)
        : condition.Parts.Aggregate((bool?)true, (all, part) => all & (this[part.Condition] ^ part.IsNegated));

    internal SmallDictionary<Condition, bool> Facts => _facts;

    internal int FactCount => _facts.Count;

    /// <summary>Whether a variable holds the lease itself, so that it can still be returned.</summary>
    internal bool HasHandle(Rental rental)
    {
        foreach (KeyValuePair<Slot, Value> value in _values)
        {
            if (value.Value.Has(rental))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What is known of composite conditions may leave one of their parts only one outcome.</summary>
    private bool? FollowsFromOthers(Condition condition)
    {
        Condition[] made = _facts.IsEmpty ? [] : [.. _facts.Select(static fact => fact.Key).Where(known => known.IsMadeOf(condition))];
        return made.Length == 0 ? null
            : IsRefuted(condition, true, made) ? false
            : IsRefuted(condition, false, made) ? true
            : null;
    }

    private bool IsRefuted(Condition condition, bool assumed, Condition[] made)
    {
        SmallDictionary<Condition, bool> facts = _facts.With(condition, assumed);
        return Array.Exists(made, known => known.OutcomeOfParts(facts) == !this[known]);
    }

    internal PathState With(Slot slot, Value value)
    {
        bool isKnown = _values.TryGetValue(slot, out Value before);
        if (value.Kind == ValueKind.Unknown)
        {
            return isKnown ? new(_values.Without(slot), _rentals, _facts, _hash ^ HashOf(slot, before), _outside - CountOf(slot)) : this;
        }

        return isKnown && before == value ? this
            : new(_values.With(slot, value), _rentals, _facts, _hash ^ HashOf(slot, value) ^ (isKnown ? HashOf(slot, before) : 0),
                isKnown ? _outside : _outside + CountOf(slot));
    }

    internal PathState With(Rental rental, LeaseState? state)
    {
        bool isKnown = _rentals.TryGetValue(rental, out LeaseState before);
        if (state is not { } known)
        {
            return isKnown ? new(_values, _rentals.Without(rental), _facts, _hash ^ HashOf(rental, before), _outside) : this;
        }

        return isKnown && before == known ? this
            : new(_values, _rentals.With(rental, known), _facts, _hash ^ HashOf(rental, known) ^ (isKnown ? HashOf(rental, before) : 0), _outside);
    }

    internal PathState With(Condition condition, bool fact)
    {
        PathState state = new(_values, _rentals, _facts.With(condition, fact), _hash, _outside);
        return fact ? condition.Parts.Aggregate(state, static (known, part) => known.With(part.Condition, !part.IsNegated)) : state;
    }

    /// <summary>Forgets the outcomes of conditions that depend on a variable, since it changes.</summary>
    internal PathState WithoutFactsOf(Slot variable) => Keeping(condition => !condition.Mentions(variable));

    /// <summary>Forgets the outcomes of all other conditions.</summary>
    internal PathState Keeping(Func<Condition, bool> isKept)
    {
        SmallDictionary<Condition, bool> kept = _facts.Keeping(isKept);
        return kept == _facts ? this : new(_values, _rentals, kept, _hash, _outside);
    }

    /// <summary>Merges two equal states, with the facts that hold in both.</summary>
    /// <returns>This one if nothing is lost.</returns>
    internal PathState Join(PathState other) =>
        _facts == other._facts ? this : Keeping(condition => other[condition] == this[condition]);

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

    private static int CountOf(Slot slot) => slot.Kind == SlotKind.Local ? 0 : 1;

    private static int HashOf(Slot slot, Value value) => (slot.GetHashCode() * 397) ^ value.GetHashCode();

    private static int HashOf(Rental rental, LeaseState state) => (rental.GetHashCode() * 397) ^ state.GetHashCode();

    private static bool HasAll<TKey, TValue>(SmallDictionary<TKey, TValue> one, SmallDictionary<TKey, TValue> other)
        where TKey : notnull
        where TValue : struct =>
        one == other
        || (one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out TValue value)
            && EqualityComparer<TValue>.Default.Equals(pair.Value, value)));
}
