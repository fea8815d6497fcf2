namespace Tidepool.Analyzers.Flow;

/// <summary>What a value is.</summary>
internal enum ValueKind
{
    Unknown,

    /// <summary>Null, or a struct's default.</summary>
    Default,

    /// <summary>A lease or allocator, or a rented array: who has it can return it.</summary>
    Handle,

    /// <summary>A span or memory of a rental, or a delegate that uses one.</summary>
    View,

    /// <summary>A task that works with a rental, until it is awaited.</summary>
    Work,

    /// <summary>A task that gives a rental, once awaited.</summary>
    Pending,

    True,

    False,
}
