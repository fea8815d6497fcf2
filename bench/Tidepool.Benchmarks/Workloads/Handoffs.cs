namespace Tidepool.Benchmarks.Workloads;

/// <summary>The calling thread and one or several others pass each other buffers, through a ring between it and each of them.</summary>
internal abstract record HandoffWorkload(string Name, string Description, int RingSize, int Others = 1) : Workload(Name, Description)
{
    /// <summary>Gets the number of buffers that pass through each ring in a chunk.</summary>
    protected int Loop => Others == 1 ? Run.Loop : Run.Loop / 4;

    protected Run Beside(Action chunk, Action<int> otherChunk, IDisposable peer)
    {
        Team team = new("handoff", Others, otherChunk);
        Run own = Run.OnOneThread(Loop * Others, chunk, peer);
        return own with { Execute = Execute, Team = team, IsThreaded = true };

        void Execute(int chunks)
        {
            team.Start(chunks);
            own.Execute(chunks);
            team.Wait(awake: Others == 1);
        }
    }
}

/// <summary>Returned in order: rented on one thread and returned on the others, or the other way round.</summary>
internal sealed record Handoff(string Name, string Description, int RingSize, int Others = 1, bool RentsHere = true)
    : HandoffWorkload(Name, Description, RingSize, Others)
{
    public Handoff(int ringSize)
        : this(
            $"handoff-{ringSize}",
            $"rent 4,096 B and touch on one thread, read both ends and return on another, through a ring of {ringSize} (ring included)",
            ringSize)
    {
    }

    public override Run Bind<TPeer, TLease>(Func<int, TPeer> create)
    {
        TPeer peer = create(LargestSize);
        HandoffRing<Held<TPeer, TLease>>[] rings = Many.Of(Others, _ => new HandoffRing<Held<TPeer, TLease>>(RingSize));
        return RentsHere
            ? Beside(() => RentInto(rings), index => ReturnFrom([rings[index]]), peer)
            : Beside(() => ReturnFrom(rings), index => RentInto([rings[index]]), peer);

        void RentInto(ReadOnlySpan<HandoffRing<Held<TPeer, TLease>>> into) => Held<TPeer, TLease>.RentInto(peer, LargestSize, into, Loop);

        void ReturnFrom(ReadOnlySpan<HandoffRing<Held<TPeer, TLease>>> from) => Held<TPeer, TLease>.ReturnFrom(peer, from, Loop);
    }
}

/// <summary>Returned in random order.</summary>
internal sealed record ShuffledHandoff(int RingSize) : HandoffWorkload(
    $"handoff-{RingSize}-shuffled",
    $"as handoff-{RingSize}, but the returning thread keeps {RingSize} buffers and returns a random one of them for each that comes",
    RingSize)
{
    public override Run Bind<TPeer, TLease>(Func<int, TPeer> create)
    {
        TPeer peer = create(LargestSize);
        HandoffRing<Held<TPeer, TLease>> ring = new(RingSize);
        Held<TPeer, TLease>[] window = Held<TPeer, TLease>.RentMany(peer, RingSize, LargestSize);
        XorShift random = new(1);
        return Beside(() => Held<TPeer, TLease>.RentInto(peer, LargestSize, [ring], Loop), _ => Consume(), peer) with
        {
            ReturnHeld = () => Held<TPeer, TLease>.ReturnAll(peer, window),
        };

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Consume()
        {
            TPeer pool = peer;
            Held<TPeer, TLease>[] held = window;
            for (int i = 0; i < Run.Loop; i++)
            {
                Held<TPeer, TLease> incoming = ring.Dequeue();
                ref Held<TPeer, TLease> place = ref held[random.Below(held.Length)];
                place.Return(pool);
                place = incoming;
            }
        }
    }
}

/// <summary>What the handoff rows pay for the ring alone: one lease passed again and again, never touched, never returned on the way.</summary>
/// <remarks>It runs over every peer because leases differ in size. Don't subtract it blindly: with real work, waiting overlaps.</remarks>
internal sealed record BareRing : HandoffWorkload
{
    public BareRing(int ringSize)
        : base($"ring-{ringSize}", $"pass one lease through a ring of {ringSize} to another thread: no renting, the ring's own cost", ringSize) =>
        MeasuresPool = false;

    public override Run Bind<TPeer, TLease>(Func<int, TPeer> create)
    {
        TPeer peer = create(LargestSize);
        TLease passed = peer.Rent(LargestSize);
        HandoffRing<TLease> ring = new(RingSize);
        return Beside(Produce, _ => Consume(), peer) with { ReturnHeld = () => peer.Return(passed) };

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

            BufferEnds.Require(TPeer.Bytes(lease, LargestSize), LargestSize);
        }
    }
}
