using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidepool.Tests.Adapters;

/// <summary>What no bounds check allows, as unsafe code does it.</summary>
internal static class Overrun
{
    /// <summary>Writes the byte behind the end.</summary>
    internal static void Of(Span<byte> bytes) =>
        // SAFETY: a tracked buffer has room behind what is lent.
        Unsafe.Add(ref MemoryMarshal.GetReference(bytes), bytes.Length) = 1;
}
