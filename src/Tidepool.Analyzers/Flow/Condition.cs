using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Flow;

/// <summary>A test whose outcome stays the same until one of its variables is assigned.</summary>
/// <remarks>A method that rents if <c>size
/// > limit</c>, and later returns if <c>size > limit</c>, is correct; without remembering the first outcome, half of its paths would seem wrong.</remarks>
internal sealed class Condition : IEquatable<Condition>
{
    /// <summary>Represents null among the values that a subject is known not to have.</summary>
    private static readonly object s_null = new();

    private const int MaxCounted = 4;

    private readonly string _text;
    private readonly ImmutableArray<Slot> _slots;

    /// <summary>Whether the subject is compared by "greater than", and not by "equals".</summary>
    private readonly bool _isGreater;

    /// <summary>Integers of all types, characters and enumeration values are decimals here.</summary>
    private readonly object? _constant;

    private Condition(string text, ImmutableArray<Slot> slots, string? subject = null, bool isGreater = false, object? constant = null)
    {
        _text = text;
        _slots = slots;
        Subject = subject;
        _isGreater = isGreater;
        _constant = constant;
    }

    /// <summary>The value compared with a constant, if the condition is such a comparison.</summary>
    internal string? Subject { get; }

    /// <summary>The conditions that must all have these outcomes for this one to be true; empty if it isn't made of others.</summary>
    internal ImmutableArray<(Condition Condition, bool IsNegated)> Parts { get; private init; } = [];

    /// <summary>The condition that a variable or temporary is true.</summary>
    /// <remarks>Variables that the compiler creates, such as those for <c>lock</c>, have no name.</remarks>
    internal static Condition Of(Slot slot) => new(NameOf(slot), [slot]);

    /// <summary>A condition that is identified by its text alone.</summary>
    internal static Condition Of(string text, ImmutableArray<Slot> slots) => new(text, slots);

    internal static Condition IsEqual(string subject, object? constant, ImmutableArray<Slot> slots) =>
        new($"{subject} == {TextOf(constant)}", slots, subject, isGreater: false, constant);

    internal static Condition IsGreater(string subject, decimal constant, ImmutableArray<Slot> slots) =>
        new($"{subject} > {TextOf(constant)}", slots, subject, isGreater: true, constant);

    internal static Condition All(params ImmutableArray<(Condition Condition, bool IsNegated)> parts) => new(
        $"({string.Join(" && ", parts.Select(static part => part.IsNegated ? $"!{part.Condition._text}" : part.Condition._text))})",
        [.. parts.SelectMany(static part => part.Condition._slots)])
    {
        Parts = parts,
    };

    /// <summary>The name of a variable or temporary in the text of a condition.</summary>
    internal static string NameOf(Slot slot) => slot.Key is ISymbol { Name: { Length: > 0 } name } ? name : $"#{slot.Key?.GetHashCode()}";

    /// <summary>How a constant is written.</summary>
    internal static string TextOf(object? constant) => constant switch
    {
        null => "null",
        string text => $"\"{text}\"",
        _ => FormattableString.Invariant($"{constant}"),
    };

    /// <summary>Whether it depends on a member that other code may change unseen.</summary>
    internal bool IsUnsteady => _slots.Any(static slot => slot.Kind == SlotKind.Outside);

    /// <summary>Whether it is the empty condition.</summary>
    internal bool IsOfNothing => _text == "()";

    internal bool Mentions(Slot slot) => _slots.Contains(slot);

    /// <summary>Whether it is made of conditions that include the other one, or one with the same subject.</summary>
    internal bool IsMadeOf(Condition other) =>
        Parts.Any(part => part.Condition.Equals(other) || (other.Subject is { } subject && part.Condition.Subject == subject)
        || part.Condition.IsMadeOf(other));

    /// <summary>The outcome that follows from its parts.</summary>
    internal bool? OutcomeOfParts(SmallDictionary<Condition, bool> facts)
    {
        bool? all = true;
        foreach ((Condition part, bool isNegated) in Parts)
        {
            bool? outcome = part.Parts.IsEmpty ? facts.TryGetValue(part, out bool fact) ? fact : part.FollowsFrom(facts) : part.OutcomeOfParts(facts);
            all &= outcome ^ isNegated;
        }

        return all;
    }

    /// <summary>The outcome that follows from what else is known of the same subject.</summary>
    internal bool? FollowsFrom(SmallDictionary<Condition, bool> facts)
    {
        if (Subject is null)
        {
            return null;
        }

        (decimal low, decimal high) = (IsSize(Subject) ? 0 : decimal.MinValue, decimal.MaxValue);
        HashSet<object> excluded = [];
        foreach (KeyValuePair<Condition, bool> fact in facts)
        {
            if (fact.Key.Subject != Subject)
            {
                continue;
            }

            if (!fact.Key._isGreater && fact.Value)
            {
                return IsTrueOf(fact.Key._constant);
            }

            if (fact.Key._isGreater && fact.Key._constant is decimal bound)
            {
                (low, high) = fact.Value ? (Math.Max(low, bound + 1), high) : (low, Math.Min(high, bound));
            }
            else if (!fact.Key._isGreater)
            {
                excluded.Add(fact.Key._constant ?? s_null);
            }
        }

        if (_constant is null && !_isGreater && facts.Any(fact => fact.Key.Subject?.StartsWith(Subject + ".", StringComparison.Ordinal) == true))
        {
            // A subject with a known member isn't null.
            return false;
        }

        for (; excluded.Contains(low); low++)
        {
        }

        for (; excluded.Contains(high); high--)
        {
        }

        if (_constant is null or bool && !_isGreater)
        {
            // A nullable flag has three values: if two are ruled out, it has the third.
            object?[] others = [.. new object?[] { null, true, false }.Where(value => !Equals(value, _constant))];
            return excluded.Contains(_constant ?? s_null) ? false
                : excluded.Overlaps([true, false]) && Array.TrueForAll(others, value => excluded.Contains(value ?? s_null)) ? true
                : null;
        }

        return _constant is not decimal number ? null
            : number < low ? _isGreater
            : number > high || (_isGreater && number == high) ? false
            : !_isGreater && low == high ? true
            : null;
    }

    /// <summary>The same comparison for another subject that has the same value.</summary>
    internal Condition About(string subject, ImmutableArray<Slot> slots) => _isGreater
        ? IsGreater(subject, (decimal)_constant!, slots) : IsEqual(subject, _constant, slots);

    /// <summary>What remains known of the same subject once it has become greater or less.</summary>
    internal (Condition Condition, bool Fact)? After(bool fact, bool isUp) => (_constant, _isGreater, fact) switch
    {
        (decimal number, false, true) => isUp ? (IsGreater(Subject!, number, _slots), true) : (IsGreater(Subject!, number - 1, _slots), false),
        (decimal, true, _) when fact == isUp => (this, fact),
        _ => null,
    };

    /// <summary>The subject's value once a number has been added, if it was small: otherwise, the analysis of counting loops would never end.</summary>
    internal Condition? Plus(decimal step) =>
        !_isGreater && _constant is decimal number && Math.Abs(number) < MaxCounted ? IsEqual(Subject!, number + step, _slots) : null;

    /// <inheritdoc/>
    public bool Equals(Condition? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Condition);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_text);

    /// <summary>Whether it is a length or a count, and so never negative.</summary>
    internal static bool IsSize(string subject) =>
        subject.EndsWith(".Length", StringComparison.Ordinal) || subject.EndsWith(".Count", StringComparison.Ordinal);

    private bool? IsTrueOf(object? value) =>
        !_isGreater ? Equals(value, _constant)
        : value is decimal number && _constant is decimal bound ? number > bound
        : null;
}
