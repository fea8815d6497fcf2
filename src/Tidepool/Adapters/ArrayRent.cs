namespace Tidepool.Adapters;

/// <summary>Stays with a slot whose array was handed out as such: says under which generation.</summary>
internal sealed class ArrayRent
{
    /// <summary>The generation of the last such rent.</summary>
    internal long Generation { get; set; }
}
