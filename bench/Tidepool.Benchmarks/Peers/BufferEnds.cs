using System.Diagnostics.CodeAnalysis;

namespace Tidepool.Benchmarks.Peers;

/// <summary>Touches the first and the last byte of a buffer, and checks its length on the way.</summary>
/// <remarks>The check stays on while measuring: it costs what an array's own bounds check would, and every peer pays it alike.</remarks>
internal static class BufferEnds
{
    /// <summary>Writes <paramref name="mark"/> at both ends.</summary>
    /// <exception cref="BenchmarkException">The buffer is shorter than <paramref name="size"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(Span<byte> bytes, int size, byte mark = 1)
    {
        Require(bytes, size);
        bytes[0] = mark;
        bytes[size - 1] = mark;
    }

    /// <summary>Reads both ends and compares them with the mark that was written.</summary>
    /// <exception cref="BenchmarkException">The buffer is shorter than <paramref name="size"/>, or holds something else.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Expect(ReadOnlySpan<byte> bytes, int size, byte mark)
    {
        Require(bytes, size);
        if (bytes[0] != mark || bytes[size - 1] != mark)
        {
            ThrowOverwritten(bytes[0], bytes[size - 1], mark);
        }
    }

    /// <exception cref="BenchmarkException">The buffer is shorter than <paramref name="size"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Require(ReadOnlySpan<byte> bytes, int size)
    {
        if (bytes.Length < size)
        {
            ThrowTooShort(bytes.Length, size);
        }
    }

    [DoesNotReturn]
    private static void ThrowTooShort(int length, int size) =>
        throw new BenchmarkException($"A rent of {size:N0} B returned a buffer of {length:N0} B.");

    [DoesNotReturn]
    private static void ThrowOverwritten(byte first, byte last, byte mark) =>
        throw new BenchmarkException($"A buffer was marked {mark} at both ends and now reads {first} and {last}: other code wrote to it.");
}
