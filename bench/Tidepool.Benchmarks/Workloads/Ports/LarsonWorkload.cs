using System.Runtime.CompilerServices;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads.Ports;

/// <summary>A server's random replacement, where a successor inherits the buffers of a thread that ends.</summary>
internal sealed class LarsonWorkload(Successor successor) : Workload
{
    private const int Slots = 1_000;
    private const int Smallest = 256;
    private const int Largest = 64 * 1_024;
    private const int ChunksPerLife = 100;

    public override string Name => successor == Successor.Thread ? "larson" : "larson-tasks";

    public override string Description =>
        $"{Processors.Count} × {Slots:N0} buffers of 256 B–64 KiB (log-uniform): return a random one, rent another; every 51,200 of them a new "
        + (successor == Successor.Thread ? "thread inherits the buffers" : "task inherits the buffers");

    public override int LargestSize => Largest;

    public override int BuffersHeld => Slots * Processors.Count;

    public override Run Bind<TPeer, TLease>() => new LarsonRun<TPeer, TLease>(successor);

    /// <summary>The buffers that are handed down, and where their story stands.</summary>
    private sealed class Chain<TPeer, TLease>(TPeer peer, int seed)
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private const int SizeCount = 4_096;

        private static readonly int[] s_sizes = SizeSequence.LogUniform(SizeCount, Smallest, Largest);

        private readonly HeldBuffer<TPeer, TLease>[] _held = new HeldBuffer<TPeer, TLease>[Slots];
        private XorShift _random = new(seed);
        private int _next = seed;

        public int ChunksLeft { get; set; }

        public void Fill()
        {
            for (int i = 0; i < _held.Length; i++)
            {
                _held[i] = HeldBuffer<TPeer, TLease>.Rent(peer, s_sizes[i]);
            }
        }

        public void Empty()
        {
            foreach (HeldBuffer<TPeer, TLease> held in _held)
            {
                held.Return(peer);
            }
        }

        /// <summary>One life; true when another must follow.</summary>
        public bool Live()
        {
            int chunks = Math.Min(ChunksPerLife, ChunksLeft);
            for (int i = 0; i < chunks; i++)
            {
                Chunk();
            }

            ChunksLeft -= chunks;
            return ChunksLeft > 0;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void Chunk()
        {
            TPeer pool = peer;
            for (int i = 0; i < LarsonRun<TPeer, TLease>.OperationsOfOne; i++)
            {
                ref HeldBuffer<TPeer, TLease> place = ref _held[_random.Below(Slots)];
                place.Return(pool);
                place = HeldBuffer<TPeer, TLease>.Rent(pool, s_sizes[_next++ & (SizeCount - 1)]);
            }
        }
    }

    private sealed class LarsonRun<TPeer, TLease> : Run
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        public const int OperationsOfOne = LoopLength;

        private readonly TPeer _peer = TPeer.Create();
        private readonly Chain<TPeer, TLease>[] _chains;
        private readonly Successor _successor;

        public LarsonRun(Successor successor)
        {
            _successor = successor;
            _chains = [.. Enumerable.Range(1, Processors.Count).Select(seed => new Chain<TPeer, TLease>(_peer, seed))];
            foreach (Chain<TPeer, TLease> chain in _chains)
            {
                chain.Fill();
            }
        }

        public override int OperationsPerChunk => OperationsOfOne * _chains.Length;

        public override bool IsThreaded => true;

        public override void Execute(int chunks)
        {
            foreach (Chain<TPeer, TLease> chain in _chains)
            {
                chain.ChunksLeft = chunks;
            }

            if (_successor == Successor.Task)
            {
                Task.WhenAll(_chains.Select(chain => Task.Run(() => InheritByTaskAsync(chain)))).GetAwaiter().GetResult();
                return;
            }

            using CountdownEvent ended = new(_chains.Length);
            foreach (Chain<TPeer, TLease> chain in _chains)
            {
                StartLife(chain, ended);
            }

            ended.Wait();
        }

        public override void Dispose()
        {
            foreach (Chain<TPeer, TLease> chain in _chains)
            {
                chain.Empty();
            }

            _peer.Dispose();
        }

        private static async Task InheritByTaskAsync(Chain<TPeer, TLease> chain)
        {
            while (await Task.Run(chain.Live))
            {
            }
        }

        private static void StartLife(Chain<TPeer, TLease> chain, CountdownEvent ended) => new Thread(() =>
        {
            if (chain.Live())
            {
                StartLife(chain, ended);
            }
            else
            {
                ended.Signal();
            }
        }).Start();
    }
}
