namespace Tidepool.Benchmarks.Workloads;

/// <inheritdoc cref="IRuns"/>
/// <param name="create">Makes a pool for buffers up to a size, in bytes.</param>
internal sealed partial class Runs<TPeer, TLease>(Func<int, TPeer> create) : ScopedRuns<TPeer, TLease>(create), IRuns
    where TPeer : struct, IPeer<TLease>
    where TLease : struct
{
    /// <summary>Holds many buffers at once, fills them, and checks that each still has its own contents.</summary>
    /// <remarks>A pool that lends one buffer twice, or a shorter one than asked for, would win every row; this check refuses to measure it.</remarks>
    public override void Check(Peer peer)
    {
        const int Held = 64;
        const int Passes = 4;
        using TPeer pool = Create();
        TLease[] leases = new TLease[Held];
        int[] sizes = [.. s_checkedSizes.Where(size => size <= peer.LargestSize)];
        for (int pass = 0; pass < Passes; pass++)
        {
            for (int i = 0; i < Held; i++)
            {
                int size = sizes[i % sizes.Length];
                leases[i] = pool.Rent(size);
                Span<byte> bytes = pool.Bytes(leases[i], size);
                BufferEnds.Require(bytes, size);
                bytes.Fill((byte)(i + pass));
            }

            for (int i = 0; i < Held; i++)
            {
                int size = sizes[i % sizes.Length];
                if (pool.Bytes(leases[i], size).ContainsAnyExcept((byte)(i + pass)))
                {
                    throw new BenchmarkException($"{peer.Name}: buffer {i} of {Held} held at once ({size:N0} B) was overwritten by another.");
                }

                pool.Return(leases[i]);
            }
        }
    }

    private static T[] ForEach<T>(int count, Func<int, T> make) => [.. Enumerable.Range(0, count).Select(make)];

    /// <summary>A rented buffer, marked at both ends; returning it checks the marks.</summary>
    private readonly struct HeldBuffer
    {
        private readonly TLease _lease;

        private HeldBuffer(TLease lease, int size)
        {
            _lease = lease;
            Size = size;
        }

        /// <summary>Gets a value indicating whether there is a buffer.</summary>
        public bool IsHeld => Size != 0;

        /// <summary>Gets the size asked for, in bytes; 0 without a buffer.</summary>
        public int Size { get; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static HeldBuffer Rent(TPeer peer, int size)
        {
            TLease lease = peer.Rent(size);
            BufferEnds.Write(peer.Bytes(lease, size), size, (byte)size);
            return new HeldBuffer(lease, size);
        }

        public static HeldBuffer[] RentMany(TPeer peer, int count, int size) => ForEach(count, _ => Rent(peer, size));

        /// <summary>Fills an array with buffers of these sizes, again and again.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static void RentAll(TPeer peer, HeldBuffer[] buffers, ReadOnlySpan<int> sizes)
        {
            int size = 0;
            for (int i = 0; i < buffers.Length; i++)
            {
                buffers[i] = Rent(peer, sizes[size]);
                size = size + 1 < sizes.Length ? size + 1 : 0;
            }
        }

        /// <summary>Returns those that are held.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static void ReturnAll(TPeer peer, HeldBuffer[] buffers)
        {
            foreach (HeldBuffer buffer in buffers)
            {
                if (buffer.IsHeld)
                {
                    buffer.Return(peer);
                }
            }
        }

        /// <exception cref="BenchmarkException">Other code wrote to the buffer.</exception>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Return(TPeer peer)
        {
            BufferEnds.Expect(peer.Bytes(_lease, Size), Size, (byte)Size);
            peer.Return(_lease);
        }

        /// <summary>The whole buffer.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Span<byte> Bytes(TPeer peer) => peer.Bytes(_lease, Size);
    }
}
