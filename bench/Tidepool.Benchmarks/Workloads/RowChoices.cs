namespace Tidepool.Benchmarks.Workloads;

/// <summary>In which order buffers held together are given back.</summary>
internal enum ReturnOrder
{
    LastInFirstOut,
    FirstInFirstOut,
}

/// <summary>Who inherits the buffers when a life ends.</summary>
internal enum Successor
{
    /// <summary>A new thread; the old one ends.</summary>
    Thread,

    /// <summary>A new task, on whichever thread of the thread pool.</summary>
    Task,
}
