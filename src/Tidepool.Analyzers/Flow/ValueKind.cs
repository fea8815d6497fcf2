namespace Tidepool.Analyzers.Flow;

/// <summary>What a value is.</summary>
internal enum ValueKind
{
    Unknown,

    /// <summary>Null, or a struct's default.</summary>
    Default,

    /// <summary>A lease or allocator, or a rented array: code that has it can return it.</summary>
    Handle,

    /// <summary>A span, memory, reference or pointer to the bytes of a rental, or a delegate that uses them: reading it is using them.</summary>
    View,

    /// <summary>A tuple, object or collection that contains values.</summary>
    Holder,

    /// <summary>A task that works with a rental, until it is awaited.</summary>
    Work,

    /// <summary>A task whose result is a rental.</summary>
    Pending,

    True,

    False,
}
