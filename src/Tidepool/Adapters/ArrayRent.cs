using Tidepool.Slots;

namespace Tidepool.Adapters;

/// <summary>Stays with a slot whose array was handed out, and records under which generation.</summary>
internal sealed class ArrayRent(Slot slot)
{
    internal Slot Slot => slot;

    /// <summary>The generation of the last rent of the array.</summary>
    internal long Generation { get; set; }
}
