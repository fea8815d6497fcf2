namespace Tidepool.Analyzers.Flow;

/// <summary>How it stands with one rental on one path.</summary>
internal enum LeaseStatus
{
    /// <summary>An allocator that has taken no buffer yet.</summary>
    Idle,

    /// <summary>Rented, and the method's to return.</summary>
    Held,

    /// <summary>Given back.</summary>
    Returned,

    /// <summary>Somebody else has it too, and may return it.</summary>
    Escaped,
}
