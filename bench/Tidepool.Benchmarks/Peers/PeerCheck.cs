namespace Tidepool.Benchmarks.Peers;

/// <summary>Holds many buffers at once, writes them full, and looks whether each still has its own contents.</summary>
/// <remarks>A pool that lends one buffer twice, or a shorter one than asked for, would win every row; this refuses to measure it.</remarks>
internal static class PeerCheck
{
    private const int Held = 64;
    private const int Passes = 4;

    private static readonly int[] s_sizes = [1, 64, 200, 4_096, 5_000, 100_000, 1 << 20];

    /// <exception cref="BufferCheckException">A buffer is too short, or two leases share one.</exception>
    public static void Verify<TPeer, TLease>()
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        using TPeer peer = TPeer.Create();
        TLease[] leases = new TLease[Held];
        for (int pass = 0; pass < Passes; pass++)
        {
            for (int i = 0; i < Held; i++)
            {
                leases[i] = peer.Rent(SizeOf(i));
                Span<byte> bytes = peer.Bytes(leases[i], SizeOf(i));
                BufferEnds.Require(bytes, SizeOf(i));
                bytes.Fill((byte)(i + pass));
            }

            for (int i = 0; i < Held; i++)
            {
                if (peer.Bytes(leases[i], SizeOf(i)).ContainsAnyExcept((byte)(i + pass)))
                {
                    throw new BufferCheckException($"{TPeer.Name}: buffer {i} of {Held} held at once ({SizeOf(i):N0} B) was overwritten by another.");
                }

                peer.Return(leases[i]);
            }
        }
    }

    private static int SizeOf(int index) => s_sizes[index % s_sizes.Length];
}
