namespace Tidepool.Benchmarks.Workloads;

/// <content>Rented on one thread, returned on another.</content>
internal sealed partial class Runs<TPeer, TLease>
{
    /// <summary>Returned in order.</summary>
    public Run Handoff(int size, int ringSize)
    {
        TPeer peer = Create();
        HandoffRing<TLease> ring = new(ringSize);
        return BesideOthers(1, Run.Loop, Produce, _ => Consume(), () => peer.Dispose());

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Produce()
        {
            TPeer pool = peer;
            int bytes = size;
            for (int i = 0; i < Run.Loop; i++)
            {
                TLease lease = pool.Rent(bytes);
                BufferEnds.Write(pool.Bytes(lease, bytes), bytes, (byte)i);
                ring.Enqueue(lease);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Consume()
        {
            TPeer pool = peer;
            int bytes = size;
            for (int i = 0; i < Run.Loop; i++)
            {
                TLease lease = ring.Dequeue();
                BufferEnds.Expect(pool.Bytes(lease, bytes), bytes, (byte)i);
                pool.Return(lease);
            }
        }
    }

    /// <summary>What the handoff rows pay for the ring alone: one lease passed again and again, never touched, never returned on the way.</summary>
    /// <remarks>It runs over every peer because leases differ in size. Not to be subtracted blindly: with real work, waiting overlaps.</remarks>
    public Run BareRing(int size, int ringSize)
    {
        TPeer peer = Create();
        TLease passed = peer.Rent(size);
        HandoffRing<TLease> ring = new(ringSize);
        return BesideOthers(1, Run.Loop, Produce, _ => Consume(), ReturnAndDispose);

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Produce()
        {
            TLease lease = passed;
            for (int i = 0; i < Run.Loop; i++)
            {
                ring.Enqueue(lease);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Consume()
        {
            TLease lease = default;
            for (int i = 0; i < Run.Loop; i++)
            {
                lease = ring.Dequeue();
            }

            BufferEnds.Require(peer.Bytes(lease, size), size);
        }

        void ReturnAndDispose()
        {
            peer.Return(passed);
            peer.Dispose();
        }
    }

    /// <summary>Returned in random order.</summary>
    public Run ShuffledHandoff(int size, int ringSize)
    {
        TPeer peer = Create();
        HandoffRing<HeldBuffer> ring = new(ringSize);
        HeldBuffer[] window = HeldBuffer.RentMany(peer, ringSize, size);
        XorShift random = new(1);
        return BesideOthers(1, Run.Loop, () => RentInto(peer, size, [ring], Run.Loop), _ => Consume(), ReturnAndDispose);

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Consume()
        {
            TPeer pool = peer;
            HeldBuffer[] held = window;
            for (int i = 0; i < Run.Loop; i++)
            {
                HeldBuffer incoming = ring.Dequeue();
                ref HeldBuffer place = ref held[random.Below(held.Length)];
                place.Return(pool);
                place = incoming;
            }
        }

        void ReturnAndDispose()
        {
            HeldBuffer.ReturnAll(peer, window);
            peer.Dispose();
        }
    }

    /// <summary>Rented on one thread and returned on several, or the other way round, with a ring between it and each of them.</summary>
    public Run Fan(int size, int others, int ringSize, bool rentsHere)
    {
        const int Loop = Run.Loop / 4;
        TPeer peer = Create();
        HandoffRing<HeldBuffer>[] rings = ForEach(others, _ => new HandoffRing<HeldBuffer>(ringSize));
        return rentsHere
            ? BesideOthers(others, Loop, () => RentInto(peer, size, rings, Loop), index => ReturnFrom(peer, [rings[index]], Loop), () => peer.Dispose())
            : BesideOthers(others, Loop, () => ReturnFrom(peer, rings, Loop), index => RentInto(peer, size, [rings[index]], Loop), () => peer.Dispose());
    }

    /// <summary>A run of the calling thread and others, which pass each other things.</summary>
    private static Run BesideOthers(int others, int loop, Action chunk, Action<int> otherChunk, Action dispose)
    {
        Team team = new("handoff", others, otherChunk);
        Run own = Run.OnOneThread(loop * others, chunk, (Action)team.Dispose + dispose);
        return new Run(own.OperationsPerChunk, Execute, own.Dispose) { IsThreaded = true };

        void Execute(int chunks)
        {
            team.Start(chunks);
            own.Execute(chunks);
            team.Wait(awake: others == 1);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RentInto(TPeer peer, int size, ReadOnlySpan<HandoffRing<HeldBuffer>> rings, int loop)
    {
        for (int i = 0; i < loop; i++)
        {
            foreach (HandoffRing<HeldBuffer> ring in rings)
            {
                ring.Enqueue(HeldBuffer.Rent(peer, size));
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReturnFrom(TPeer peer, ReadOnlySpan<HandoffRing<HeldBuffer>> rings, int loop)
    {
        for (int i = 0; i < loop; i++)
        {
            foreach (HandoffRing<HeldBuffer> ring in rings)
            {
                ring.Dequeue().Return(peer);
            }
        }
    }
}
