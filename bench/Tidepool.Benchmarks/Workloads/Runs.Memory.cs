using System.Diagnostics;
using System.Runtime.InteropServices;
using Tidepool.Benchmarks.Processes;

namespace Tidepool.Benchmarks.Workloads;

/// <content>What the memory rows do before their memory is watched.</content>
internal sealed partial class Runs<TPeer, TLease>
{
    /// <summary>Many buffers held at once and returned, then nothing.</summary>
    public void Burst(Session session, int count, int size)
    {
        using TPeer peer = Create();
        RentAndReturn(peer, count, size);
        session.Watch(() => peer.BytesHeld);
    }

    /// <summary>A busy moment, then little: do few buffers stay warm, and do the others go?</summary>
    public void Surplus(Session session, int most, int inFlight, int size, bool handedOff)
    {
        using TPeer peer = Create();
        RentAndReturn(peer, most, size);
        HashSet<nint> touched = [];
        HandoffRing<HeldBuffer> ring = new(inFlight);
        using Team returner = new("returner", 1, _ => ReturnFrom(peer, [ring], most));
        session.Watch(() => peer.BytesHeld, () => touched.Count, () =>
        {
            touched.Clear();
            if (handedOff)
            {
                returner.Start(1);
            }

            for (int i = 0; i < most; i++)
            {
                HeldBuffer held = HeldBuffer.Rent(peer, size);
                touched.Add(Address(held.Bytes));
                ring.Enqueue(held);
                if (!handedOff && i % inFlight == inFlight - 1)
                {
                    ReturnFrom(peer, [ring], inFlight);
                }
            }

            if (handedOff)
            {
                returner.Wait(awake: false);
            }
        });
    }

    /// <summary>Many threads that used the pool once: what stays with them?</summary>
    public void Idle(Session session, int threads, int size, bool end)
    {
        const int StackBytes = 256 * 1_024;
        using TPeer peer = Create();
        using CountdownEvent used = new(threads);
        using ManualResetEventSlim leave = new(initialState: end);
        Thread[] all = ForEach(threads, _ => new Thread(Live, StackBytes));
        foreach (Thread thread in all)
        {
            thread.Start();
            if (end)
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
            HeldBuffer.Rent(peer, size).Return(peer);
            used.Signal();
            leave.Wait();
        }
    }

    /// <summary>What a small buffer costs in all, while it is rented.</summary>
    public void RentedCost(Session session, int count, int size)
    {
        using TPeer peer = Create();
        peer.Return(peer.Rent(size));
        TLease[] leases = new TLease[count];

        // Touches the array's memory now, since only what comes later counts.
        leases.AsSpan().Clear();
        session.Begin();
        for (int i = 0; i < leases.Length; i++)
        {
            leases[i] = peer.Rent(size);
        }

        session.WriteCost();
        Array.ForEach(leases, lease => peer.Return(lease));
    }

    /// <summary>What many small idle buffers cost the garbage collector.</summary>
    public void IdleCost(Session session, int count, int size)
    {
        const int WarmUps = 4;
        const int Collections = 15;
        using TPeer peer = Create();
        RentAndReturn(peer, count, size);
        double[] milliseconds = ForEach(WarmUps + Collections, static _ => Collect());
        session.Write(sample => sample with { CollectionMilliseconds = Distribution.Of(milliseconds.Skip(WarmUps)).Median });

        static double Collect()
        {
            long start = Stopwatch.GetTimestamp();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
    }

    /// <summary>Holds many buffers at once, fills them, and returns them.</summary>
    /// <remarks>Not inlined, so that nothing on the caller's stack keeps the leases alive.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RentAndReturn(TPeer peer, int count, int size)
    {
        TLease[] leases = new TLease[count];
        for (int i = 0; i < leases.Length; i++)
        {
            leases[i] = peer.Rent(size);
            TPeer.Bytes(leases[i], size).Fill(1);
        }

        Array.ForEach(leases, lease => peer.Return(lease));
    }

    /// <summary>Where a buffer lies. A collection may move it, but seldom does within the 1,000 rents that are compared.</summary>
    private static nint Address(Span<byte> bytes) => Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref MemoryMarshal.GetReference(bytes));
}
