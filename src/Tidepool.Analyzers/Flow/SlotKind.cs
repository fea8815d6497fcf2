namespace Tidepool.Analyzers.Flow;

/// <summary>What place keeps a value.</summary>
internal enum SlotKind
{
    /// <summary>A local, a parameter or a temporary of the method: gone when the method ends.</summary>
    Local,

    /// <summary>A field, a property or the caller's variable: outlives the method.</summary>
    Outside,

    /// <summary>What a field is known to have at the moment, whoever returns it.</summary>
    Field,

    /// <summary>A collection in a field, in a property or of the caller: outlives the method.</summary>
    Collection,

    /// <summary>Work that nobody awaits.</summary>
    Begun,

    /// <summary>What the method gives to its caller.</summary>
    Result,
}
