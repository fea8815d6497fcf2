using System.Diagnostics;

namespace Tidepool;

/// <summary>A lease that has not been returned, and where it was rented. Immutable.</summary>
public sealed record OutstandingLease
{
    /// <summary>The size of the buffer's bucket in bytes; 0 where it belongs to none.</summary>
    public required int BucketSize { get; init; }

    /// <summary>Bytes asked for.</summary>
    public required int Length { get; init; }

    /// <summary>How long ago it was rented.</summary>
    public required TimeSpan Age { get; init; }

    /// <summary>The managed id of the thread that rented it.</summary>
    public required int RentThreadId { get; init; }

    /// <summary>The calls that led to the rent, those within the pool included.</summary>
    public required StackTrace RentStack { get; init; }
}
