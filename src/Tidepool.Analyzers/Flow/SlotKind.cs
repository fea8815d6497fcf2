namespace Tidepool.Analyzers.Flow;

/// <summary>What kind of place holds a value.</summary>
internal enum SlotKind
{
    /// <summary>A local, a parameter or a temporary of the method: gone when the method ends.</summary>
    Local,

    /// <summary>A field, a property or the caller's variable: outlives the method.</summary>
    Outside,

    /// <summary>A field's present value, as far as it is known, no matter which code returns it.</summary>
    Field,

    /// <summary>A collection in a field or property, or of the caller: outlives the method.</summary>
    Collection,

    /// <summary>Work that no code awaits.</summary>
    Begun,

    /// <summary>What the method returns to its caller.</summary>
    Result,
}
