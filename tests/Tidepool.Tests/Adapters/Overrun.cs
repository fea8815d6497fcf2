using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidepool.Tests.Adapters;

/// <summary>An overrun that bounds checks would prevent, made by unsafe code.</summary>
internal static class Overrun
{
    /// <summary>Writes the byte after the end.</summary>
    internal static void Of(Span<byte> bytes) =>
        // SAFETY: a tracked buffer has room after the lent bytes.
        Unsafe.Add(ref MemoryMarshal.GetReference(bytes), bytes.Length) = 1;
}
