using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Tidepool.Benchmarks.Processes;

/// <summary>Many buffers held at once and returned, then nothing.</summary>
internal sealed record Burst() : ProcessRow("burst", "10,000 × 64 KiB held at once and returned, then nothing", 64 * 1_024)
{
    public override Action<Session> Bind<TPeer, TLease>(Func<int, TPeer> create) => session =>
    {
        using TPeer peer = create(LargestSize);
        RentAndReturn<TPeer, TLease>(peer, 10_000, LargestSize);
        session.Watch(() => peer.BytesHeld);
    };
}

/// <summary>A busy moment, then little: do few buffers stay warm, and do the others go?</summary>
internal sealed record Surplus(string Name, string Where, bool HandedOff)
    : ProcessRow(Name, $"1,000 × 16 KiB held at once, then 4 in flight {Where}", 16 * 1_024)
{
    public override Action<Session> Bind<TPeer, TLease>(Func<int, TPeer> create) => session =>
    {
        const int Most = 1_000;
        const int InFlight = 4;
        using TPeer peer = create(LargestSize);
        RentAndReturn<TPeer, TLease>(peer, Most, LargestSize);
        HashSet<nint> touched = [];
        HandoffRing<Held<TPeer, TLease>> ring = new(InFlight);
        using Team returner = new("returner", 1, _ => Held<TPeer, TLease>.ReturnFrom(peer, [ring], Most));
        session.Watch(() => peer.BytesHeld, () => touched.Count, () =>
        {
            touched.Clear();
            if (HandedOff)
            {
                returner.Start(1);
            }

            for (int i = 0; i < Most; i++)
            {
                Held<TPeer, TLease> held = Held<TPeer, TLease>.Rent(peer, LargestSize);
                touched.Add(Address(held.Bytes));
                ring.Enqueue(held);
                if (!HandedOff && i % InFlight == InFlight - 1)
                {
                    Held<TPeer, TLease>.ReturnFrom(peer, [ring], InFlight);
                }
            }

            if (HandedOff)
            {
                returner.Wait(awake: false);
            }
        });
    };

    /// <summary>Where a buffer lies. A collection may move it, but seldom does within the 1,000 rents that are compared.</summary>
    private static nint Address(Span<byte> bytes) => Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref MemoryMarshal.GetReference(bytes));
}

/// <summary>Many threads that used the pool once: what stays with them?</summary>
internal sealed record IdleThreads(string Name, string Description, bool End) : ProcessRow(Name, Description, 64 * 1_024)
{
    public override Action<Session> Bind<TPeer, TLease>(Func<int, TPeer> create) => session =>
    {
        const int Count = 1_000;
        const int StackBytes = 256 * 1_024;
        using TPeer peer = create(LargestSize);
        using CountdownEvent used = new(Count);
        using ManualResetEventSlim leave = new(initialState: End);
        Thread[] all = Many.Of(Count, _ => new Thread(Live, StackBytes));
        foreach (Thread thread in all)
        {
            thread.Start();
            if (End)
            {
                thread.Join();
            }
        }

        used.Wait();
        session.Watch(() => peer.BytesHeld);
        leave.Set();
        Array.ForEach(all, static thread => thread.Join());

        void Live()
        {
            Held<TPeer, TLease>.Rent(peer, LargestSize).Return(peer);
            used.Signal();
            leave.Wait();
        }
    };
}

/// <summary>The memory of a row while its buffers are out.</summary>
internal sealed record HeldByRow(string Name, string Description, Workload Workload) : ProcessRow(Name, Description, Workload.LargestSize)
{
    public override Action<Session> Bind<TPeer, TLease>(Func<int, TPeer> create) => session =>
    {
        const int Chunks = 200;
        using Run run = Workload.Bind<TPeer, TLease>(create);
        run.Execute(Chunks);
        Session.Collect();
        session.Write(sample => sample with { AskedBytes = run.BytesAsked!() });
    };
}

/// <summary>What a small buffer costs in all, while it is rented.</summary>
internal sealed record SmallRented() : ProcessRow("small-rented", "100,000 × 64 B rented: bytes on the heap and beside it, after a compacting collection", 64)
{
    public const int Count = 100_000;

    public override Action<Session> Bind<TPeer, TLease>(Func<int, TPeer> create) => session =>
    {
        using TPeer peer = create(LargestSize);
        peer.Return(peer.Rent(LargestSize));
        TLease[] leases = new TLease[Count];

        // Touches the array's memory now, since only what comes later counts.
        leases.AsSpan().Clear();
        session.Begin();
        for (int i = 0; i < leases.Length; i++)
        {
            leases[i] = peer.Rent(LargestSize);
        }

        session.WriteCost();
        Array.ForEach(leases, lease => peer.Return(lease));
    };
}

/// <summary>What many small idle buffers cost the garbage collector.</summary>
internal sealed record SmallIdle() : ProcessRow("small-idle", "300,000 × 64 B idle: the time of a full collection", 64)
{
    public override Action<Session> Bind<TPeer, TLease>(Func<int, TPeer> create) => session =>
    {
        const int WarmUps = 4;
        const int Collections = 15;
        using TPeer peer = create(LargestSize);
        RentAndReturn<TPeer, TLease>(peer, 300_000, LargestSize);
        double[] milliseconds = Many.Of(WarmUps + Collections, static _ => Collect());
        session.Write(sample => sample with { CollectionMilliseconds = Distribution.Of(milliseconds.Skip(WarmUps)).Median });
    };

    private static double Collect()
    {
        long start = Stopwatch.GetTimestamp();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
