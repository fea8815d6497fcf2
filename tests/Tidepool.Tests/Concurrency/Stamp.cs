using System.Runtime.InteropServices;

namespace Tidepool.Tests.Concurrency;

/// <summary>Marks a buffer as one renter's: a cookie at both ends and in three places between.</summary>
internal static class Stamp
{
    /// <summary>Buffers shorter than this are filled with one byte of the cookie.</summary>
    private const int ShortestWithCookies = 5 * sizeof(ulong);

    internal static void Write(Span<byte> bytes, ulong cookie)
    {
        if (bytes.Length < ShortestWithCookies)
        {
            bytes.Fill((byte)cookie);
            return;
        }

        for (int place = 0; place < 5; place++)
        {
            MemoryMarshal.Write(At(bytes, place), Mix(cookie, place));
        }
    }

    /// <exception cref="InvalidOperationException">Other code wrote to the buffer.</exception>
    internal static void Verify(Span<byte> bytes, ulong cookie)
    {
        if (bytes.Length < ShortestWithCookies)
        {
            int other = bytes.IndexOfAnyExcept((byte)cookie);
            if (other >= 0)
            {
                throw new InvalidOperationException($"Byte {other} of {bytes.Length} is {bytes[other]}, not {(byte)cookie}: two renters have one buffer.");
            }

            return;
        }

        for (int place = 0; place < 5; place++)
        {
            ulong found = MemoryMarshal.Read<ulong>(At(bytes, place));
            if (found != Mix(cookie, place))
            {
                throw new InvalidOperationException(
                    $"Place {place} of {bytes.Length} bytes shows {found:X16}, not {Mix(cookie, place):X16} (owner and sequence {cookie:X16}): "
                        + "two renters have one buffer.");
            }
        }
    }

    private static Span<byte> At(Span<byte> bytes, int place) => bytes.Slice((int)((bytes.Length - sizeof(ulong)) * (long)place / 4), sizeof(ulong));

    private static ulong Mix(ulong cookie, int place) => cookie ^ ((ulong)place << 60);
}
