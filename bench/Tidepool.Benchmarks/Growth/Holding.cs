namespace Tidepool.Benchmarks.Growth;

/// <summary>Who rented the many buffers, and who returned those that are idle.</summary>
internal enum Holding
{
    /// <summary>The thread that is measured.</summary>
    OneThread,

    /// <summary>Several other threads, each its part; they are still alive.</summary>
    SeveralThreads,

    /// <summary>Several other threads rented them, and the thread that is measured returned them.</summary>
    HandedBack,

    /// <summary>Several other threads, each its part, and they have ended.</summary>
    EndedThreads,
}
