using System.Collections.Immutable;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>A length as the sum of a number and of terms whose values don't change, such as <c>4 + text.Length</c>.</summary>
internal sealed class LengthSum
{
    private readonly long _number;
    private readonly ImmutableDictionary<string, Term> _terms;

    private LengthSum(long number, ImmutableDictionary<string, Term> terms)
    {
        _number = number;
        _terms = terms;
    }

    /// <summary>Whether the sum is certainly not negative.</summary>
    internal bool IsNotNegative => _number >= 0 && _terms.Values.All(static term => term.Times == 0 || (term.Times > 0 && term.IsNotNegative));

    /// <summary>Whether the sum is 0.</summary>
    internal bool IsZero => _number == 0 && _terms.Values.All(static term => term.Times == 0);

    /// <summary>The text of the only term; null if the sum isn't exactly one term.</summary>
    internal string? SingleTerm => _number == 0 && _terms.Count == 1 && _terms.Single() is { Value.Times: 1, Key: var text } ? text : null;

    internal static LengthSum Of(long number) => new(number, ImmutableDictionary<string, Term>.Empty);

    /// <summary>A sum of one term.</summary>
    /// <param name="text">The text that identifies the term.</param>
    /// <param name="isNotNegative">Whether its value can't be less than 0.</param>
    internal static LengthSum Of(string text, bool isNotNegative) => new(0, ImmutableDictionary<string, Term>.Empty.Add(text, new Term(1, isNotNegative)));

    internal LengthSum Plus(LengthSum other) => Combine(other, 1);

    internal LengthSum Minus(LengthSum other) => Combine(other, -1);

    private LengthSum Combine(LengthSum other, int sign)
    {
        ImmutableDictionary<string, Term> terms = _terms;
        foreach (KeyValuePair<string, Term> term in other._terms)
        {
            int times = (terms.TryGetValue(term.Key, out Term known) ? known.Times : 0) + (sign * term.Value.Times);
            terms = terms.SetItem(term.Key, term.Value with { Times = times });
        }

        return new LengthSum(_number + (sign * other._number), terms);
    }

    private readonly record struct Term(int Times, bool IsNotNegative);
}
