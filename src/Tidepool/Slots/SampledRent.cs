using Tidepool.Diagnosis;

namespace Tidepool.Slots;

/// <summary>A rent that was sampled, so that it is known who rents.</summary>
/// <param name="BucketSize">Bytes of the bucket's buffers; 0 where they differ.</param>
/// <param name="Length">Bytes asked for.</param>
/// <param name="Trace">Who rented.</param>
internal sealed record SampledRent(int BucketSize, int Length, RentTrace Trace)
{
    /// <summary>It was reported as out when the pool was disposed. One report for one lease: that it was dropped later says nothing new.</summary>
    internal bool IsReported { get; set; }

    /// <summary>As users see it.</summary>
    internal OutstandingLease ToOutstanding(TimeProvider time) => Trace.ToOutstanding(BucketSize, Length, time);

    /// <summary>Says what became of the lease.</summary>
    internal MisuseReport ToReport(MisuseKind kind, PoolContext pool) => new(kind, pool.Name, BucketSize, Length)
    {
        RentStack = Trace.Stack,
        RentThreadId = Trace.ThreadId,
        Tag = Trace.Tag,
        Age = pool.Time.GetElapsedTime(Trace.RentedAt),
        MayBeNoMistake = true,
    };
}
