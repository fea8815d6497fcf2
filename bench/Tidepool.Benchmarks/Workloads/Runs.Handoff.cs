namespace Tidepool.Benchmarks.Workloads;

/// <content>Rented on one thread, returned on another.</content>
internal sealed partial class Runs<TPeer, TLease>
{
    /// <summary>What the handoff rows pay for the ring alone: one lease passed again and again, never touched, never returned on the way.</summary>
    /// <remarks>It runs over every peer because leases differ in size. Don't subtract it blindly: with real work, waiting overlaps.</remarks>
    public Run BareRing(int size, int ringSize)
    {
        TPeer peer = Create();
        TLease passed = peer.Rent(size);
        HandoffRing<TLease> ring = new(ringSize);
        return BesideOthers(1, Produce, _ => Consume(), peer) with { ReturnHeld = () => peer.Return(passed) };

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

            BufferEnds.Require(TPeer.Bytes(lease, size), size);
        }
    }

    /// <summary>Returned in random order.</summary>
    public Run ShuffledHandoff(int size, int ringSize)
    {
        TPeer peer = Create();
        HandoffRing<HeldBuffer> ring = new(ringSize);
        HeldBuffer[] window = HeldBuffer.RentMany(peer, ringSize, size);
        XorShift random = new(1);
        return BesideOthers(1, () => RentInto(peer, size, [ring], Run.Loop), _ => Consume(), peer) with
        {
            ReturnHeld = () => HeldBuffer.ReturnAll(peer, window),
        };

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
    }

    /// <summary>Returned in order: rented on one thread and returned on one or several others, or the other way round, with a ring between it and each of
    /// them.</summary>
    public Run Handoff(int size, int others, int ringSize, bool rentsHere)
    {
        int loop = LoopOfRing(others);
        TPeer peer = Create();
        HandoffRing<HeldBuffer>[] rings = ForEach(others, _ => new HandoffRing<HeldBuffer>(ringSize));
        return rentsHere
            ? BesideOthers(others, () => RentInto(peer, size, rings, loop), index => ReturnFrom(peer, [rings[index]], loop), peer)
            : BesideOthers(others, () => ReturnFrom(peer, rings, loop), index => RentInto(peer, size, [rings[index]], loop), peer);
    }

    /// <summary>A run of the calling thread and others, which pass each other buffers.</summary>
    private static Run BesideOthers(int others, Action chunk, Action<int> otherChunk, TPeer peer)
    {
        Team team = new("handoff", others, otherChunk);
        Run own = Run.OnOneThread(LoopOfRing(others) * others, chunk, peer);
        return own with { Execute = Execute, Team = team, IsThreaded = true };

        void Execute(int chunks)
        {
            team.Start(chunks);
            own.Execute(chunks);
            team.Wait(awake: others == 1);
        }
    }

    /// <summary>The number of buffers that pass through each ring in a chunk.</summary>
    private static int LoopOfRing(int rings) => rings == 1 ? Run.Loop : Run.Loop / 4;

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
