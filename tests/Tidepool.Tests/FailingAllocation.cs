using System.Diagnostics.CodeAnalysis;

namespace Tidepool.Tests;

/// <summary>A process that has run out of memory.</summary>
internal static class FailingAllocation
{
    [SuppressMessage("Usage", "CA2201:Do not raise reserved exception types", Justification = "Stands in for the runtime, which is the one that throws it.")]
    internal static byte[] Fail(int size, bool pinned) => throw new OutOfMemoryException();
}
