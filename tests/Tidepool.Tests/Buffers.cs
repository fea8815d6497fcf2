using System.Runtime.InteropServices;

namespace Tidepool.Tests;

/// <summary>Gets the arrays behind leases, to check whether two leases have the same one.</summary>
internal static class Buffers
{
    internal static byte[] ArrayOf(ByteLease lease) => ArrayOf(lease.Memory);

    internal static byte[] ArrayOf(ReadOnlyMemory<byte> memory)
    {
        Assert.True(MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> segment), "A lease of a managed pool is backed by an array.");
        return segment.Array!;
    }

    /// <summary>A set of arrays by identity.</summary>
    internal static HashSet<byte[]> NewSet() => new(ReferenceEqualityComparer.Instance);

    internal static void AssertAllZero(byte[] array) => Assert.Equal(-1, array.AsSpan().IndexOfAnyExcept((byte)0));

    internal static void AssertAllAre(byte expected, ReadOnlySpan<byte> bytes) => Assert.Equal(-1, bytes.IndexOfAnyExcept(expected));
}
