namespace MessageRelay.Load;

/// <summary>One message, as sender and recipient both know it.</summary>
internal readonly record struct PlannedMessage(int Recipient, int Offset, int Size);

/// <summary>
/// Computes the n-th message of a client from the seed alone. A receiver computes the message again and compares it byte for byte,
/// trusting only the sender and the sequence number that came over the wire.
/// </summary>
internal sealed class MessagePlan(MessageMix mix, int corpusLength, int clients, ulong seed)
{
    /// <summary>The message that client <paramref name="sender"/> (from 1) sends as number <paramref name="sequence"/>.</summary>
    public PlannedMessage this[int sender, long sequence]
    {
        get
        {
            ulong state = Mixed(seed ^ Mixed(((ulong)(uint)sender << 40) ^ (ulong)sequence));
            int size = mix.SizeAt(Unit(ref state), Unit(ref state));
            int offset = (int)(Unit(ref state) * (corpusLength - size));

            // Any client but the sender itself.
            int recipient = 1 + (int)(Unit(ref state) * (clients - 1));
            return new PlannedMessage(recipient < sender ? recipient : recipient + 1, offset, size);
        }
    }

    private static double Unit(ref ulong state)
    {
        state = unchecked(state + 0x9E37_79B9_7F4A_7C15);
        return (Mixed(state) >> 11) * (1.0 / (1UL << 53));
    }

    // The finisher of SplitMix64: every bit of the input moves about half the bits of the output.
    private static ulong Mixed(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
            value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
            return value ^ (value >> 31);
        }
    }
}
