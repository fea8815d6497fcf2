namespace Tidepool.Analyzers.Flow;

/// <summary>The status of one rental on one path.</summary>
internal enum LeaseStatus
{
    /// <summary>An allocator that has no buffer yet.</summary>
    Idle,

    /// <summary>Rented; the method has to return it.</summary>
    Held,

    /// <summary>Returned.</summary>
    Returned,

    /// <summary>Other code has it too, and may return it.</summary>
    Escaped,
}
