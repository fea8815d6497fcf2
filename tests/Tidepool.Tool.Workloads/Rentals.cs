using System.Buffers;

namespace Tidepool.Tool.Workloads;

/// <summary>Simulates a package whose methods are so small that they are inlined into the program.</summary>
internal static class Rentals
{
    internal static byte[] Rent(int length) => ArrayPool<byte>.Shared.Rent(length);
}
