namespace Tidepool;

/// <summary>One value of a <see cref="BytePoolOptions"/> that no pool can be made of.</summary>
/// <remarks>Immutable; safe for use by any thread.</remarks>
public sealed class BytePoolOptionsError
{
    internal BytePoolOptionsError(string property, object? value, string rule)
    {
        Property = property;
        Value = value;
        Rule = rule;
    }

    /// <summary>The property's name.</summary>
    public string Property { get; }

    /// <summary>What it is set to.</summary>
    public object? Value { get; }

    /// <summary>What it must be, and what to do: "must be at least 1 byte".</summary>
    public string Rule { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Property} {Rule}.";

    internal ArgumentException ToException() =>
        Value is null ? new ArgumentNullException(Property, ToString()) : new ArgumentOutOfRangeException(Property, Value, ToString());
}
