namespace Tidepool.Benchmarks.Workloads.Ports;

/// <summary>Who inherits the buffers when a life ends.</summary>
internal enum Successor
{
    /// <summary>A new thread; the old one ends.</summary>
    Thread,

    /// <summary>A new task, on whichever thread of the thread pool.</summary>
    Task,
}
