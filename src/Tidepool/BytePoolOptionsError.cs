namespace Tidepool;

/// <summary>An invalid value in a <see cref="BytePoolOptions"/>.</summary>
/// <remarks>Immutable; safe for use by any thread.</remarks>
public sealed class BytePoolOptionsError
{
    internal BytePoolOptionsError(string property, object? value, string rule)
    {
        Property = property;
        Value = value;
        Rule = rule;
    }

    /// <summary>The name of the property.</summary>
    public string Property { get; }

    /// <summary>The invalid value.</summary>
    public object? Value { get; }

    /// <summary>The rule that the value breaks, such as "must be at least 1 byte".</summary>
    public string Rule { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Property} {Rule}.";

    internal ArgumentException ToException() =>
        Value is null ? new ArgumentNullException(Property, ToString()) : new ArgumentOutOfRangeException(Property, Value, ToString());
}
