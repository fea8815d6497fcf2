using System.Runtime.CompilerServices;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>Rented on one thread, returned on another, in random order.</summary>
internal sealed class ShuffledHandoffWorkload(int ringSize) : Workload
{
    private const int Size = 4_096;

    public override string Name => $"handoff-{ringSize}-shuffled";

    public override string Description =>
        $"as handoff-{ringSize}, but the returning thread keeps {ringSize} buffers and returns a random one of them for each that comes";

    public override Run Bind<TPeer, TLease>() => new ShuffledHandoffRun<TPeer, TLease>(ringSize, Size);

    private sealed class ShuffledHandoffRun<TPeer, TLease> : Run
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private readonly TPeer _peer = TPeer.Create();
        private readonly HandoffRing<HeldBuffer<TPeer, TLease>> _ring;
        private readonly HeldBuffer<TPeer, TLease>[] _window;
        private readonly int _size;
        private readonly Worker _consumer;
        private XorShift _random = new(1);

        public ShuffledHandoffRun(int ringSize, int size)
        {
            _ring = new HandoffRing<HeldBuffer<TPeer, TLease>>(ringSize);
            _window = new HeldBuffer<TPeer, TLease>[ringSize];
            _size = size;
            for (int i = 0; i < _window.Length; i++)
            {
                _window[i] = HeldBuffer<TPeer, TLease>.Rent(_peer, size);
            }

            _consumer = new Worker("handoff consumer", Consume);
        }

        public override int OperationsPerChunk => LoopLength;

        public override bool IsThreaded => true;

        public override void Execute(int chunks)
        {
            _consumer.Start(chunks);
            for (int i = 0; i < chunks; i++)
            {
                ProduceChunk();
            }

            _consumer.WaitUntilDone();
        }

        public override void Dispose()
        {
            _consumer.Dispose();
            foreach (HeldBuffer<TPeer, TLease> held in _window)
            {
                held.Return(_peer);
            }

            _peer.Dispose();
        }

        private void Consume(int chunks)
        {
            for (int i = 0; i < chunks; i++)
            {
                ConsumeChunk();
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void ProduceChunk()
        {
            TPeer peer = _peer;
            int size = _size;
            for (int i = 0; i < LoopLength; i++)
            {
                _ring.Enqueue(HeldBuffer<TPeer, TLease>.Rent(peer, size));
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void ConsumeChunk()
        {
            TPeer peer = _peer;
            HeldBuffer<TPeer, TLease>[] window = _window;
            for (int i = 0; i < LoopLength; i++)
            {
                HeldBuffer<TPeer, TLease> incoming = _ring.Dequeue();
                ref HeldBuffer<TPeer, TLease> place = ref window[_random.Below(window.Length)];
                place.Return(peer);
                place = incoming;
            }
        }
    }
}
