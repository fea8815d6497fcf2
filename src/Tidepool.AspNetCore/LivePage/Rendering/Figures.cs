using Tidepool.AspNetCore.LivePage.Snapshots;

namespace Tidepool.AspNetCore.LivePage.Rendering;

/// <summary>The numbers that the page shows, and what each means.</summary>
internal static class Figures
{
    /// <summary>The first figure of each tile is the large one.</summary>
    internal static readonly Figure<TotalsSnapshot>[][] Tiles =
    [
        [
            new("bytesHeld", "Held", "Bytes of all buffers that the pools hold, rented and idle.", Form.Bytes, static totals => totals.BytesHeld),
            new("bytesRented", "rented", "Bytes of the buffers that are out now.", Form.Bytes, static totals => totals.BytesRented),
            new("shareOfWorkingSet", "of the working set", "Bytes held, compared with the memory of the process that is in use.", Form.Percent, static totals => totals.ShareOfWorkingSet),
        ],
        [
            new("abandoned", "Abandoned leases", "Leases that were dropped without being returned, as far as full garbage collections have found them.", Form.Count, static totals => totals.Abandoned) { AlarmAbove = 0 },
            new("rented", "out now", "Buffers that are rented now.", Form.Count, static totals => totals.Rented),
            new("oldestKnownSeconds", "oldest known", "Age of the oldest lease that is out and whose rent was recorded. A lease that is much older than a request takes was probably forgotten.", Form.Age, static totals => totals.OldestKnownSeconds),
        ],
        [
            new("waiting", "Waiting", "Callers that wait for a budget now.", Form.Count, static totals => totals.Waiting) { AlarmAbove = 0 },
            new("waits", "ever waited", "Callers that had to wait since the pools were made.", Form.Count, static totals => totals.Waits),
            new("refused", "refused", "Rents that a budget refused since the pools were made: Rent threw, or TryRent answered false. Whoever waits isn't refused.", Form.Count, static totals => totals.Refused) { AlarmAbove = 0 },
        ],
        [
            new("hitRate", "Hit rate", "Of all rents since the pools were made, the share that an idle buffer served.", Form.Percent, static totals => totals.HitRate),
            new("rentsPerSecond", "rents", "Rents per second since the last update.", Form.Rate, static totals => totals.RentsPerSecond),
            new("madePerSecond", "buffers made", "Buffers made per second since the last update: rents that no idle buffer served.", Form.Rate, static totals => totals.MadePerSecond),
        ],
    ];

    /// <summary>The columns of the table of all pools, after name and mode.</summary>
    internal static readonly Figure<PoolSnapshot>[] PoolRow =
    [
        new("bytesHeld", "Held", "Bytes of all buffers of the pool, rented and idle.", Form.Bytes, static pool => pool.BytesHeld),
        new("bytesRented", "Rented", "Bytes of the buffers that are out now.", Form.Bytes, static pool => pool.BytesRented),
        new("budgetBytes", "Budget", "The most bytes that the pool may hold (MaxTotalBytes).", Form.Bytes, static pool => pool.BudgetBytes),
        new("budgetShare", "Lent", "Bytes rented, of the budget. Idle buffers don't count: they are given up before anybody waits.", Form.Percent, static pool => pool.BudgetShare) { AlarmAbove = Findings.NearlyAll },
        new("waiting", "Waiting", "Callers that wait for the budget now.", Form.Count, static pool => pool.Waiting) { AlarmAbove = 0 },
        new("refused", "Refused", "Rents that the budget refused since the pool was made: Rent threw, or TryRent answered false. Whoever waits isn't refused.", Form.Count, static pool => pool.Refused) { AlarmAbove = 0 },
        new("abandoned", "Abandoned", "Leases that were dropped without being returned.", Form.Count, static pool => pool.Abandoned) { AlarmAbove = 0 },
        new("hitRate", "Hit rate", "Of all rents, the share that an idle buffer served.", Form.Percent, static pool => pool.HitRate),
        new("rentsPerSecond", "Rents", "Rents per second since the last update.", Form.Rate, static pool => pool.RentsPerSecond),
    ];

    /// <summary>The figures beside a pool's chart.</summary>
    internal static readonly Figure<PoolSnapshot>[] PoolFacts =
    [
        new("bytesRequested", "Asked for", "Bytes that the present renters asked for. Buffers come in fixed sizes, so the bytes rented are a little more.", Form.Bytes, static pool => pool.BytesRequested),
        new("peakBytesRented", "Peak rented", "The most bytes that were out at once, as an upper bound.", Form.Bytes, static pool => pool.PeakBytesRented),
        new("rented", "Out", "Buffers that are rented now.", Form.Count, static pool => pool.Rented),
        new("idle", "Idle", "Buffers that are ready to be rented.", Form.Count, static pool => pool.Idle),
        new("waits", "Ever waited", "Callers that had to wait for the budget since the pool was made.", Form.Count, static pool => pool.Waits),
        new("madePerSecond", "Buffers made", "Buffers made per second since the last update: rents that no idle buffer served.", Form.Rate, static pool => pool.MadePerSecond),
        new("minSize", "Smallest buffer", "Lesser requests get a buffer of this size.", Form.Bytes, static pool => pool.MinSize),
        new("maxSize", "Largest buffer", "Larger requests get a buffer of their own, which is not kept.", Form.Bytes, static pool => pool.MaxSize),
    ];

    internal static readonly Figure<BucketSnapshot>[] Bucket =
    [
        new("size", "Size", "Bytes of each buffer. “larger”: beyond the largest size, each buffer as large as was asked for, and never idle.", Form.Size, static bucket => bucket.Size),
        new("bytesHeld", "Held", "Bytes of all buffers of this size, rented and idle.", Form.Bytes, static bucket => bucket.BytesHeld),
        new("rented", "Rented", "Buffers that are out now.", Form.Count, static bucket => bucket.Rented),
        new("idle", "Idle", "Buffers that are ready to be rented.", Form.Count, static bucket => bucket.Idle),
        new("hitRate", "Hit rate", "Of all rents, the share that an idle buffer served.", Form.Percent, static bucket => bucket.HitRate),
        new("hits", "Hits", "Rents that an idle buffer served.", Form.Count, static bucket => bucket.Hits),
        new("misses", "Misses", "Rents for which a buffer was made.", Form.Count, static bucket => bucket.Misses),
        new("discarded", "Discarded", "Buffers that came back and were given up, since enough were idle.", Form.Count, static bucket => bucket.Discarded),
        new("trimmed", "Trimmed", "Idle buffers that were given up: after lying idle for long, by trimming, or for the budget.", Form.Count, static bucket => bucket.Trimmed),
        new("abandoned", "Abandoned", "Leases that were dropped without being returned.", Form.Count, static bucket => bucket.Abandoned) { AlarmAbove = 0 },
    ];

    internal static readonly Figure<LeaseSnapshot>[] Lease =
    [
        new("ageSeconds", "Age", "Time since the buffer was rented.", Form.Age, static lease => lease.AgeSeconds),
        new("length", "Asked for", "Bytes that were asked for.", Form.Bytes, static lease => lease.Length),
        new("bucketSize", "Buffer", "Bytes of the buffer's bucket.", Form.Size, static lease => lease.BucketSize),
        new("threadId", "Thread", "The managed id of the thread that rented it.", Form.Count, static lease => lease.ThreadId),
    ];

    internal static readonly Figure<ProcessSnapshot>[] Process =
    [
        new("workingSetBytes", "working set", "Memory of the process that is in use.", Form.Bytes, static process => process.WorkingSetBytes),
        new("heapBytes", "managed heap", "What the garbage collector holds. Buffers are part of it, except those of guarded pools.", Form.Bytes, static process => process.HeapBytes),
        new("memoryLimitBytes", "limit", "Memory that the process may use: the container's limit, or the machine's memory.", Form.Bytes, static process => process.MemoryLimitBytes),
    ];
}
