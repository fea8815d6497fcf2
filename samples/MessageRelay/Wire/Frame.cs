using System.Buffers.Binary;
using System.IO.Hashing;

namespace MessageRelay.Wire;

/// <summary>
/// The one message format on the wire, little-endian:
/// <code>
///  0  magic          4 bytes
///  4  payload length 4 bytes, signed
///  8  checksum       8 bytes, XxHash3 of everything from byte 16 to the frame's end
/// 16  recipient      4 bytes
/// 20  sender         4 bytes
/// 24  sequence       8 bytes
/// 32  sent at        8 bytes
/// 40  payload
/// </code>
/// The first 16 bytes, the prefix, tell a receiver how large a buffer it needs; the frame then lives in that one buffer until it has been sent on.
/// </summary>
internal static class Frame
{
    /// <summary>The server's own id: a client introduces itself to this id, and the server answers.</summary>
    public const int ServerId = 0;

    public const int PrefixSize = 16;

    public const int HeaderSize = 40;

    private const uint Magic = 0x4544_4954; // "TIDE"

    /// <summary>Fills in the header of a frame whose payload is already in place.</summary>
    public static void Seal(Span<byte> frame, FrameHeader header)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], frame.Length - HeaderSize);
        BinaryPrimitives.WriteInt32LittleEndian(frame[16..], header.Recipient);
        BinaryPrimitives.WriteInt32LittleEndian(frame[20..], header.Sender);
        BinaryPrimitives.WriteInt64LittleEndian(frame[24..], header.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(frame[32..], header.SentAt);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[8..], XxHash3.HashToUInt64(frame[PrefixSize..]));
    }

    /// <summary>The size of the whole frame that starts with <paramref name="prefix"/>.</summary>
    /// <exception cref="FrameException">The prefix is not one of ours, or its length is impossible.</exception>
    public static int ReadSize(ReadOnlySpan<byte> prefix, int maxPayload)
    {
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(prefix);
        if (magic != Magic)
        {
            throw new FrameException($"the frame starts with 0x{magic:X8} instead of 0x{Magic:X8}");
        }

        int payloadLength = BinaryPrimitives.ReadInt32LittleEndian(prefix[4..]);
        if (payloadLength < 0)
        {
            throw new FrameException($"the frame announces a negative length of {payloadLength} bytes");
        }

        if (payloadLength > maxPayload)
        {
            throw new FrameException($"the frame announces {payloadLength} bytes, and the limit is {maxPayload} bytes");
        }

        return HeaderSize + payloadLength;
    }

    /// <summary>Verifies the checksum of a whole frame and reads its header.</summary>
    /// <exception cref="FrameException">The frame isn't what its sender sealed.</exception>
    public static FrameHeader Open(ReadOnlySpan<byte> frame)
    {
        ulong announced = BinaryPrimitives.ReadUInt64LittleEndian(frame[8..]);
        ulong actual = XxHash3.HashToUInt64(frame[PrefixSize..]);
        if (announced != actual)
        {
            throw new FrameException($"the frame's checksum is 0x{announced:X16}, and its bytes give 0x{actual:X16}");
        }

        return new FrameHeader(
            BinaryPrimitives.ReadInt32LittleEndian(frame[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(frame[20..]),
            BinaryPrimitives.ReadInt64LittleEndian(frame[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(frame[32..]));
    }
}
