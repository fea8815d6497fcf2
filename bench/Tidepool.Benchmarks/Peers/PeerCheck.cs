namespace Tidepool.Benchmarks.Peers;

/// <summary>Holds many buffers at once, writes them full, and looks whether each still has its own contents.</summary>
/// <remarks>A pool that lends one buffer twice, or a shorter one than asked for, would win every row; this refuses to measure it.</remarks>
internal static class PeerCheck
{
    private const int Held = 64;
    private const int Passes = 4;

    private static readonly int[] s_sizes = [1, 64, 200, 4_096, 5_000, 100_000, 1 << 20];

    /// <exception cref="BufferCheckException">A buffer is too short, or two leases held at once share one.</exception>
    public static void VerifyScoped<TPeer, TLease>()
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct, allows ref struct
    {
        using TPeer peer = TPeer.Create();
        foreach (int size in s_sizes)
        {
            TLease first = peer.Rent(size);
            TLease second = peer.Rent(size);
            BufferEnds.Write(peer.Bytes(first, size), size, 1);
            BufferEnds.Write(peer.Bytes(second, size), size, 2);
            BufferEnds.Expect(peer.Bytes(first, size), size, 1);
            BufferEnds.Expect(peer.Bytes(second, size), size, 2);
            peer.Return(first);
            peer.Return(second);
        }
    }

    /// <exception cref="BufferCheckException">A buffer is too short, or two leases share one.</exception>
    public static void Verify<TPeer, TLease>()
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        using TPeer peer = TPeer.Create();
        TLease[] leases = new TLease[Held];
        int[] sizes = [.. s_sizes.Where(size => size <= TPeer.LargestSize)];
        for (int pass = 0; pass < Passes; pass++)
        {
            for (int i = 0; i < Held; i++)
            {
                leases[i] = peer.Rent(sizes[i % sizes.Length]);
                Span<byte> bytes = peer.Bytes(leases[i], sizes[i % sizes.Length]);
                BufferEnds.Require(bytes, sizes[i % sizes.Length]);
                bytes.Fill((byte)(i + pass));
            }

            for (int i = 0; i < Held; i++)
            {
                if (peer.Bytes(leases[i], sizes[i % sizes.Length]).ContainsAnyExcept((byte)(i + pass)))
                {
                    throw new BufferCheckException($"{TPeer.Name}: buffer {i} of {Held} held at once ({sizes[i % sizes.Length]:N0} B) was overwritten by another.");
                }

                peer.Return(leases[i]);
            }
        }
    }
}
