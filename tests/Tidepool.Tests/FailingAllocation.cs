using System.Diagnostics.CodeAnalysis;

namespace Tidepool.Tests;

/// <summary>Simulates a process that has run out of memory.</summary>
internal static class FailingAllocation
{
    [SuppressMessage("Usage", "CA2201:Do not raise reserved exception types", Justification = "Stands in for the runtime, which is the one that throws it.")]
    internal static byte[] Fail(int size, bool pinned) => throw new OutOfMemoryException();

    /// <summary>Lets every allocation of a buffer for this pool fail.</summary>
    internal static void Begin(BytePool pool)
    {
        Isolate(pool);
        pool.Engine.AllocateArray = Fail;
    }

    /// <summary>Lets the other pools of the process keep their buffers when this pool runs out of memory, and starts no collection then.</summary>
    internal static void Isolate(BytePool pool) => pool.Engine.Release = static () => { };
}
