using System.ComponentModel;
using System.Globalization;

namespace Tidepool;

/// <summary>Reads a ladder from text, as configuration binders do: <c>PowersOfTwo</c>, <c>FourPerDoubling</c>, or sizes in bytes, ascending
/// and separated by commas.</summary>
#pragma warning disable CA1812 // Instantiated by the framework, because of the attribute on the ladder.
internal sealed class SizeClassLadderConverter : TypeConverter
#pragma warning restore CA1812
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) =>
        sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

    /// <exception cref="FormatException">The text doesn't describe a ladder.</exception>
    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text ? Parse(text.Split(',', StringSplitOptions.TrimEntries)) : base.ConvertFrom(context, culture, value);

    /// <summary>Makes a ladder from its name or from its sizes.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    internal static SizeClassLadder Parse(ReadOnlySpan<string> items)
    {
        if (items is [string name] && Named(name) is { } ladder)
        {
            return ladder;
        }

        int[] sizes = new int[items.Length];
        for (int i = 0; i < items.Length; i++)
        {
            sizes[i] = int.TryParse(items[i], NumberStyles.Integer, CultureInfo.InvariantCulture, out int size)
                ? size
                : throw new FormatException($"must be {SizeClassLadder.PowersOfTwo}, {SizeClassLadder.FourPerDoubling}, or ascending sizes "
                    + "in bytes, such as \"1024, 65536\" or an array");
        }

        try
        {
            return SizeClassLadder.Custom(sizes);
        }
        catch (ArgumentException error)
        {
            throw new FormatException($"must be a valid ladder of sizes: {MessageOf(error)}", error);
        }
    }

    private static SizeClassLadder? Named(string name) =>
        name.Equals(SizeClassLadder.PowersOfTwo.ToString(), StringComparison.OrdinalIgnoreCase) ? SizeClassLadder.PowersOfTwo
        : name.Equals(SizeClassLadder.FourPerDoubling.ToString(), StringComparison.OrdinalIgnoreCase) ? SizeClassLadder.FourPerDoubling
        : null;

    /// <summary>The message without the parameter name, which means nothing to someone who reads a configuration.</summary>
    private static string MessageOf(ArgumentException error) => error.Message.Split(" (Parameter")[0].TrimEnd('.');
}
