using System.Diagnostics.CodeAnalysis;

namespace Tidepool.Tests;

/// <summary>A process that has run out of memory.</summary>
internal static class FailingAllocation
{
    [SuppressMessage("Usage", "CA2201:Do not raise reserved exception types", Justification = "Stands in for the runtime, which is the one that throws it.")]
    internal static byte[] Fail(int size, bool pinned) => throw new OutOfMemoryException();

    /// <summary>No buffer can be made for this pool.</summary>
    internal static void Begin(BytePool pool)
    {
        Isolate(pool);
        pool.Engine.AllocateArray = Fail;
    }

    /// <summary>The other pools of the process keep what they have when this one's memory runs out, and nothing is collected.</summary>
    internal static void Isolate(BytePool pool) => pool.Engine.Release = static () => { };
}
