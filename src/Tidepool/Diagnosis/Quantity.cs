namespace Tidepool.Diagnosis;

/// <summary>A number of things as messages write it, with the noun in the singular or the plural.</summary>
internal readonly record struct Quantity(long Count, string One, string Many) : IFormattable
{
    internal static Quantity Bytes(long count) => new(count, "byte", "bytes");

    /// <summary>Formats the number for the culture of the message that it is part of.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) => string.Create(formatProvider, $"{Count:N0} {(Count == 1 ? One : Many)}");
}
