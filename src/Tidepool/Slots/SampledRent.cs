using Tidepool.Diagnosis;

namespace Tidepool.Slots;

/// <summary>A rent that was sampled, so that its caller is known.</summary>
/// <param name="BucketSize">Bytes of the bucket's buffers; 0 where they differ.</param>
/// <param name="Length">Bytes asked for.</param>
/// <param name="Trace">Where, when and on which thread it was rented.</param>
internal sealed record SampledRent(int BucketSize, int Length, RentTrace Trace)
{
    /// <summary>Whether the lease was reported as out when the pool was disposed. It isn't reported again if it is dropped later.</summary>
    internal bool IsReported { get; set; }

    /// <summary>As users see it.</summary>
    internal OutstandingLease ToOutstanding(TimeProvider time, long now) => Trace.ToOutstanding(BucketSize, Length, time, now);

    /// <summary>Says what became of the lease.</summary>
    internal MisuseReport ToReport(MisuseKind kind, PoolContext pool) => new(kind, pool.Name, BucketSize, Length)
    {
        RentStack = Trace.Stack,
        RentThreadId = Trace.ThreadId,
        Tag = Trace.Tag,
        Age = PoolClock.Since(pool.Time, Trace.RentedAt),
        MayBeNoMistake = true,
    };
}
