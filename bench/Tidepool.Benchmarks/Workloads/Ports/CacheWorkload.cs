using System.Runtime.CompilerServices;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads.Ports;

/// <summary>False sharing: threads write to small buffers that may lie side by side.</summary>
internal sealed class CacheWorkload(bool startsShared) : Workload
{
    private const int Size = 64;
    private const int WritesPerBuffer = 100;

    public override string Name => startsShared ? "cache-scratch" : "cache-thrash";

    public override string Description => startsShared
        ? $"{Processors.Count} threads, each first returns a {Size} B buffer rented by another; then rent, {WritesPerBuffer} writes, return"
        : $"{Processors.Count} threads: rent {Size} B, {WritesPerBuffer} writes, return";

    public override Run Bind<TPeer, TLease>() => new CacheRun<TPeer, TLease>(startsShared);

    private sealed class CacheRun<TPeer, TLease> : TeamRun<TPeer, TLease>
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private const int Repeats = 64;

        private readonly HeldBuffer<TPeer, TLease>[] _shared = new HeldBuffer<TPeer, TLease>[Processors.Count];

        public CacheRun(bool startsShared)
            : base(Processors.Count, Size)
        {
            for (int i = 0; startsShared && i < _shared.Length; i++)
            {
                _shared[i] = HeldBuffer<TPeer, TLease>.Rent(Pool, Size);
            }
        }

        public override int OperationsPerChunk => Repeats * Threads;

        [MethodImpl(MethodImplOptions.NoInlining)]
        protected override void Chunk(int thread)
        {
            TPeer peer = Pool;
            if (_shared[thread].IsHeld)
            {
                _shared[thread].Return(peer);
                _shared[thread] = default;
            }

            int size = Size;
            for (int i = 0; i < Repeats; i++)
            {
                HeldBuffer<TPeer, TLease> held = HeldBuffer<TPeer, TLease>.Rent(peer, size);
                Span<byte> bytes = held.Bytes(peer);
                for (int write = 0; write < WritesPerBuffer; write++)
                {
                    // Volatile, or the compiler keeps the sum in a register and no cache line is contended for.
                    Volatile.Write(ref bytes[1], (byte)(bytes[1] + 1));
                }

                held.Return(peer);
            }
        }

        protected override void ReturnAll()
        {
            foreach (HeldBuffer<TPeer, TLease> held in _shared.Where(held => held.IsHeld))
            {
                held.Return(Pool);
            }
        }
    }
}
