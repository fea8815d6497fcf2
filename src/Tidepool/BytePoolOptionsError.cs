namespace Tidepool;

/// <summary>A value in a <see cref="BytePoolOptions"/> from which no pool can be made.</summary>
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
