using System.Diagnostics;

namespace Tidepool.Diagnosis;

/// <summary>Where and when a buffer was rented, and on which thread.</summary>
/// <param name="Generation">The generation of the rent.</param>
/// <param name="Stack">The calls that led to the rent, including those inside the pool.</param>
/// <param name="ThreadId">The managed id of the thread.</param>
/// <param name="Tag">What it was rented for; null if that isn't known.</param>
/// <param name="RentedAt">A timestamp of the pool's clock.</param>
internal sealed record RentTrace(long Generation, StackTrace Stack, int ThreadId, string? Tag, long RentedAt)
{
    /// <summary>Records the caller.</summary>
    internal static RentTrace Capture(long generation, TimeProvider time) =>
        new(generation, new StackTrace(fNeedFileInfo: false), Environment.CurrentManagedThreadId, RentTag.Take(), time.GetTimestamp());

    /// <summary>Records the caller, unless there is no memory for that.</summary>
    internal static RentTrace? TryCapture(long generation, TimeProvider time)
    {
        try
        {
            return Capture(generation, time);
        }
        catch (OutOfMemoryException)
        {
            // The buffer is returned either way, even if the return can't be recorded.
            return null;
        }
    }

    /// <summary>The trace in its public form.</summary>
    /// <param name="bucketSize">Bytes of the bucket's buffers; 0 where they differ.</param>
    /// <param name="length">Bytes asked for.</param>
    /// <param name="time">The pool's clock.</param>
    /// <param name="now">Its timestamp: one for all leases of a snapshot, so that the one rented first is the oldest.</param>
    internal OutstandingLease ToOutstanding(int bucketSize, int length, TimeProvider time, long now) => new()
    {
        BucketSize = bucketSize,
        Length = length,
        Age = PoolClock.Between(time, RentedAt, now),
        RentThreadId = ThreadId,
        RentStack = Stack,
        Tag = Tag,
    };
}
