using Tidepool.AspNetCore.LivePage.Snapshots;

namespace Tidepool.AspNetCore.LivePage.Rendering;

/// <summary>The numbers that the page shows, and what each means.</summary>
internal static class Figures
{
    /// <summary>The first figure of each tile is the large one.</summary>
    internal static readonly Figure<TotalsSnapshot>[][] Tiles =
    [
        [
            new("bytesHeld", "Held", "Bytes in all buffers of the pools, rented and idle.", Form.Bytes, static totals => totals.BytesHeld),
            new("bytesRented", "rented", "Bytes in the buffers that are rented now.", Form.Bytes, static totals => totals.BytesRented),
            new("shareOfWorkingSet", "of the working set", "Bytes held, as a share of the memory that the process uses.",
                Form.Percent, static totals => totals.ShareOfWorkingSet),
        ],
        [
            new("abandoned", "Abandoned leases", "Leases that were dropped without being returned, as far as full garbage collections have found them.",
                Form.Count, static totals => totals.Abandoned) { AlarmAbove = 0 },
            new("rented", "out now", "Buffers that are rented now.", Form.Count, static totals => totals.Rented),
            new("oldestKnownSeconds", "oldest known",
                "Age of the oldest lease that is out and whose rent was recorded. A lease much older than any request was probably forgotten.",
                Form.Age, static totals => totals.OldestKnownSeconds),
        ],
        [
            new("waiting", "Waiting", "Callers that are waiting for a budget now.", Form.Count, static totals => totals.Waiting) { AlarmAbove = 0 },
            new("waits", "ever waited", "Callers that had to wait since the pools were created.", Form.Count, static totals => totals.Waits),
            new("refused", "refused",
                "Rents that a budget refused since the pools were created: Rent threw, or TryRent returned false. Callers that wait are not refused.",
                Form.Count, static totals => totals.Refused) { AlarmAbove = 0 },
        ],
        [
            new("hitRate", "Hit rate", "The share of all rents since the pools were created that were served by an idle buffer.",
                Form.Percent, static totals => totals.HitRate),
            new("rentsPerSecond", "rents", "Rents per second since the last update.", Form.Rate, static totals => totals.RentsPerSecond),
            new("madePerSecond", "buffers made", "Buffers allocated per second since the last update, for rents that no idle buffer could serve.",
                Form.Rate, static totals => totals.MadePerSecond),
        ],
    ];

    /// <summary>The columns of the table of all pools, after name and mode.</summary>
    internal static readonly Figure<PoolSnapshot>[] PoolRow =
    [
        new("bytesHeld", "Held", "Bytes in all buffers of the pool, rented and idle.", Form.Bytes, static pool => pool.BytesHeld),
        new("bytesRented", "Rented", "Bytes in the buffers that are rented now.", Form.Bytes, static pool => pool.BytesRented),
        new("budgetBytes", "Budget", "The most bytes that the pool may hold (MaxTotalBytes).", Form.Bytes, static pool => pool.BudgetBytes),
        new("budgetShare", "Used", "Bytes rented, as a share of the budget. Idle buffers don't count: they are released before any caller has to wait.",
            Form.Percent, static pool => pool.BudgetShare) { AlarmAbove = Findings.NearlyAll },
        new("waiting", "Waiting", "Callers that are waiting for the budget now.", Form.Count, static pool => pool.Waiting) { AlarmAbove = 0 },
        new("refused", "Refused",
            "Rents that the budget refused since the pool was created: Rent threw, or TryRent returned false. Callers that wait are not refused.",
            Form.Count, static pool => pool.Refused) { AlarmAbove = 0 },
        new("abandoned", "Abandoned", "Leases dropped without being returned.", Form.Count, static pool => pool.Abandoned) { AlarmAbove = 0 },
        new("hitRate", "Hit rate", "The share of all rents that were served by an idle buffer.", Form.Percent, static pool => pool.HitRate),
        new("rentsPerSecond", "Rents", "Rents per second since the last update.", Form.Rate, static pool => pool.RentsPerSecond),
    ];

    /// <summary>The figures beside a pool's chart.</summary>
    internal static readonly Figure<PoolSnapshot>[] PoolFacts =
    [
        new("bytesRequested", "Requested", "Bytes that the current renters requested. Buffers come in fixed sizes, so a little more is rented.",
            Form.Bytes, static pool => pool.BytesRequested),
        new("peakBytesRented", "Peak rented", "The most bytes that were rented at once, as an upper bound.", Form.Bytes, static pool => pool.PeakBytesRented),
        new("rented", "Out", "Buffers that are rented now.", Form.Count, static pool => pool.Rented),
        new("idle", "Idle", "Buffers that are ready to be rented.", Form.Count, static pool => pool.Idle),
        new("waits", "Ever waited", "Callers that had to wait for the budget since the pool was created.", Form.Count, static pool => pool.Waits),
        new("madePerSecond", "Buffers made", "Buffers allocated per second since the last update, for rents that no idle buffer could serve.",
            Form.Rate, static pool => pool.MadePerSecond),
        new("minSize", "Smallest buffer", "Smaller requests get a buffer of this size.", Form.Bytes, static pool => pool.MinSize),
        new("maxSize", "Largest buffer", "Larger requests get a new buffer, which is not kept.", Form.Bytes, static pool => pool.MaxSize),
    ];

    internal static readonly Figure<BucketSnapshot>[] Bucket =
    [
        new("size", "Size",
            "Bytes in each buffer. “larger” stands for requests over the largest size: their buffers have exactly the requested size and are never kept.",
            Form.Size, static bucket => bucket.Size),
        new("bytesHeld", "Held", "Bytes in all buffers of this size, rented and idle.", Form.Bytes, static bucket => bucket.BytesHeld),
        new("rented", "Rented", "Buffers that are rented now.", Form.Count, static bucket => bucket.Rented),
        new("idle", "Idle", "Buffers that are ready to be rented.", Form.Count, static bucket => bucket.Idle),
        new("hitRate", "Hit rate", "The share of all rents that were served by an idle buffer.", Form.Percent, static bucket => bucket.HitRate),
        new("hits", "Hits", "Rents served by an idle buffer.", Form.Count, static bucket => bucket.Hits),
        new("misses", "Misses", "Rents for which a buffer was allocated.", Form.Count, static bucket => bucket.Misses),
        new("discarded", "Discarded", "Returned buffers that were released because enough were idle.", Form.Count, static bucket => bucket.Discarded),
        new("trimmed", "Trimmed", "Idle buffers that were released: unused for long, trimmed, or to make room in the budget.",
            Form.Count, static bucket => bucket.Trimmed),
        new("abandoned", "Abandoned", "Leases dropped without being returned.", Form.Count, static bucket => bucket.Abandoned) { AlarmAbove = 0 },
    ];

    internal static readonly Figure<LeaseSnapshot>[] Lease =
    [
        new("ageSeconds", "Age", "Time since the buffer was rented.", Form.Age, static lease => lease.AgeSeconds),
        new("length", "Requested", "Bytes that were requested.", Form.Bytes, static lease => lease.Length),
        new("bucketSize", "Buffer", "Size of the buffer's bucket in bytes.", Form.Size, static lease => lease.BucketSize),
        new("threadId", "Thread", "The managed id of the thread that rented it.", Form.Count, static lease => lease.ThreadId),
    ];

    internal static readonly Figure<ProcessSnapshot>[] Process =
    [
        new("workingSetBytes", "working set", "Memory that the process uses.", Form.Bytes, static process => process.WorkingSetBytes),
        new("heapBytes", "managed heap", "Memory that the garbage collector manages. It includes all buffers, except those of guarded pools.",
            Form.Bytes, static process => process.HeapBytes),
        new("memoryLimitBytes", "limit", "Memory that the process may use: the container's limit, or the machine's memory.",
            Form.Bytes, static process => process.MemoryLimitBytes),
    ];
}
