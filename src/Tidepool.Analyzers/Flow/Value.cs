using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Flow;

/// <summary>What the analysis knows about a value.</summary>
/// <param name="Kind">What the value is.</param>
/// <param name="Rental">The rental that it belongs to, if any.</param>
/// <param name="At">Where it was put to outlive the method, handed out or started; or the call that a pending rental comes from.</param>
/// <param name="Contents">The contents of a holder.</param>
internal readonly record struct Value(ValueKind Kind, Rental? Rental = null, IOperation? At = null, Contents? Contents = null)
{
    internal static Value Unknown => default;

    internal static Value Default => new(ValueKind.Default);

    /// <summary>The rental, if the value is a lease or allocator.</summary>
    internal Rental? Handle => Kind == ValueKind.Handle ? Rental : null;

    internal bool? Boolean => Kind switch
    {
        ValueKind.True => true,
        ValueKind.False => false,
        _ => null,
    };

    /// <summary>Whether it involves a rental.</summary>
    internal bool IsOfInterest => Kind is ValueKind.Handle or ValueKind.View or ValueKind.Work or ValueKind.Pending || Contents is not null;

    /// <summary>The value itself, or its contents.</summary>
    internal IEnumerable<Value> All => Contents is null ? [this] : Contents.Parts.SelectMany(static part => part.Value.All);

    /// <summary>The bytes of a rental, or work with them, that it is or contains.</summary>
    internal IEnumerable<Value> Bytes => All.Where(static value => value.Kind is ValueKind.View or ValueKind.Work);

    internal static Value Of(bool? value) => value switch
    {
        true => new(ValueKind.True),
        false => new(ValueKind.False),
        null => Unknown,
    };

    internal static Value Of(Contents contents) => new(ValueKind.Holder, Contents: contents);

    /// <summary>Several values as one: unknown if there are none, the only one, or a holder of all.</summary>
    internal static Value Of(IEnumerable<Value> values)
    {
        Value[] different = [.. values.Where(static value => value.IsOfInterest).Select(static value => value with { At = null }).Distinct()];
        return different.Length switch
        {
            0 => Unknown,
            1 => different[0],
            _ => Of(different.Aggregate(Contents.Of(null), static (all, value) => all.With(null, value))),
        };
    }

    /// <inheritdoc/>
    public bool Equals(Value other) => Kind == other.Kind && Rental == other.Rental && At == other.At && Equals(Contents, other.Contents);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        ((((((int)Kind * 397) ^ (Rental?.GetHashCode() ?? 0)) * 397) ^ (At?.GetHashCode() ?? 0)) * 397) ^ (Contents?.GetHashCode() ?? 0);

    /// <summary>Whether code that has the value can return the rental.</summary>
    internal bool Has(Rental rental) => Contents is null ? Handle == rental : Contents.Parts.Any(part => part.Value.Has(rental));

    /// <summary>A copy with each value of a rental changed, including those in its contents.</summary>
    internal Value Select(Rental rental, Func<Value, Value> change) =>
        Contents is null ? Rental == rental ? change(this) : this
        : All.Any(value => value.Rental == rental) ? this with { Contents = Contents.Select(value => value.Select(rental, change)) }
        : this;
}
