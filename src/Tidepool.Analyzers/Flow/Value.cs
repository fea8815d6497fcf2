using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Flow;

/// <summary>What the analysis knows of a value.</summary>
/// <param name="Kind">What the value is.</param>
/// <param name="Rental">The rental that it belongs to, if any.</param>
/// <param name="At">Where it was put to outlive the method, or handed out; or the call that a pending rental comes from.</param>
internal readonly record struct Value(ValueKind Kind, Rental? Rental = null, IOperation? At = null)
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

    internal static Value Of(bool? value) => value switch
    {
        true => new(ValueKind.True),
        false => new(ValueKind.False),
        null => Unknown,
    };
}
