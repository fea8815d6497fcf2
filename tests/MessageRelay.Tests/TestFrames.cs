using MessageRelay.Wire;

namespace MessageRelay.Tests;

/// <summary>Frames for tests, right and wrong ones.</summary>
internal static class TestFrames
{
    /// <summary>A sealed frame whose payload is given by its length and sequence number.</summary>
    public static byte[] Create(int sender, int recipient, long sequence = 0, int payload = 100)
    {
        byte[] frame = new byte[Frame.HeaderSize + payload];
        for (int i = 0; i < payload; i++)
        {
            frame[Frame.HeaderSize + i] = unchecked((byte)(i + sequence));
        }

        Frame.Seal(frame, new FrameHeader(recipient, sender, sequence, SentAt: 7));
        return frame;
    }

    /// <summary>The frame with which a client introduces itself.</summary>
    public static byte[] Introduction(int id) => Create(id, Frame.ServerId, payload: 0);
}
