namespace Tidepool.Benchmarks.Workloads;

/// <inheritdoc cref="IRuns"/>
/// <param name="create">Makes a pool for buffers up to a size, in bytes.</param>
internal sealed partial class Runs<TPeer, TLease>(Func<int, TPeer> create) : ScopedRuns<TPeer, TLease>(create), IRuns
    where TPeer : struct, IPeer<TLease>
    where TLease : struct
{
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
            BufferEnds.Write(TPeer.Bytes(lease, size), size, (byte)size);
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
            BufferEnds.Expect(TPeer.Bytes(_lease, Size), Size, (byte)Size);
            peer.Return(_lease);
        }

        /// <summary>Gets the whole buffer.</summary>
        public Span<byte> Bytes
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => TPeer.Bytes(_lease, Size);
        }
    }
}
