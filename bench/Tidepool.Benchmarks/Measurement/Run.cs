namespace Tidepool.Benchmarks.Measurement;

/// <summary>A workload bound to one peer, ready to be executed any number of times.</summary>
/// <remarks>
/// Work comes in chunks, each a call of a method that holds the measured loop. A method called thousands of times while warming up reaches
/// the JIT's last tier by the ordinary way; one long loop would be measured in code swapped in halfway through (on-stack replacement).
/// The swap comes after 1,000 iterations of one call and would also spoil the profile that the last tier is compiled by: so loops are shorter.
/// </remarks>
internal abstract class Run : IDisposable
{
    /// <summary>Iterations of a measured loop in one chunk: less than the 1,000 after which the runtime would swap code.</summary>
    protected const int LoopLength = 512;

    /// <summary>Gets the operations in one chunk.</summary>
    public abstract int OperationsPerChunk { get; }

    /// <summary>Gets a value indicating whether other threads take part, so that allocations must be counted for the whole process.</summary>
    public virtual bool IsThreaded => false;

    /// <summary>Does <paramref name="chunks"/> chunks of work and returns when all of it is done.</summary>
    public abstract void Execute(int chunks);

    /// <summary>Ends threads and pools.</summary>
    public abstract void Dispose();
}
