namespace Tidepool.Benchmarks.Workloads;

/// <summary>The order in which buffers held together are returned.</summary>
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

    /// <summary>A new task, on any thread of the thread pool.</summary>
    Task,
}
