using System.Runtime.CompilerServices;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>In which order buffers held together are given back.</summary>
internal enum ReturnOrder
{
    LastInFirstOut,
    FirstInFirstOut,
}

/// <summary>Several buffers held at once.</summary>
internal sealed class NestedWorkload(int depth, ReturnOrder order) : Workload
{
    private const int Size = 4_096;

    public override string Name => order == ReturnOrder.LastInFirstOut ? $"nested-{depth}" : $"nested-{depth}-fifo";

    public override string Description =>
        $"rent {depth} × 4,096 B, touch, return them {(order == ReturnOrder.LastInFirstOut ? "last" : "first")} in first out; per buffer";

    public override Run Bind<TPeer, TLease>() => order == ReturnOrder.LastInFirstOut
        ? new LastInFirstOutRun<TPeer, TLease>(depth)
        : new FirstInFirstOutRun<TPeer, TLease>(depth);

    private abstract class NestedRun<TPeer, TLease>(int depth) : SingleThreadRun
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private const int Repeats = 64;

        private readonly TPeer _peer = TPeer.Create();
        private readonly TLease[] _held = new TLease[depth];
        private readonly int _size = Size;

        public override int OperationsPerChunk => Repeats * _held.Length;

        [MethodImpl(MethodImplOptions.NoInlining)]
        protected sealed override void Chunk()
        {
            for (int i = 0; i < Repeats; i++)
            {
                RentAll(_peer, _held, _size);
                ReturnAll(_peer, _held);
            }
        }

        protected abstract void ReturnAll(TPeer peer, TLease[] held);

        public override void Dispose() => _peer.Dispose();

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void RentAll(TPeer peer, TLease[] held, int size)
        {
            for (int i = 0; i < held.Length; i++)
            {
                TLease lease = peer.Rent(size);
                BufferEnds.Write(peer.Bytes(lease, size), size);
                held[i] = lease;
            }
        }
    }

    private sealed class LastInFirstOutRun<TPeer, TLease>(int depth) : NestedRun<TPeer, TLease>(depth)
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        protected override void ReturnAll(TPeer peer, TLease[] held)
        {
            for (int i = held.Length - 1; i >= 0; i--)
            {
                peer.Return(held[i]);
            }
        }
    }

    private sealed class FirstInFirstOutRun<TPeer, TLease>(int depth) : NestedRun<TPeer, TLease>(depth)
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        protected override void ReturnAll(TPeer peer, TLease[] held)
        {
            for (int i = 0; i < held.Length; i++)
            {
                peer.Return(held[i]);
            }
        }
    }
}
