using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.Memory;

/// <summary>A busy moment, then little: do few buffers stay warm, and do the others go?</summary>
internal sealed class SurplusRow(bool handedOff) : MemoryRow
{
    private const int Most = 1_000;
    private const int InFlight = 4;
    private const int Size = 16 * 1_024;

    public override string Name => handedOff ? "surplus-handed-off" : "surplus";

    public override string Description =>
        $"{Most:N0} × 16 KiB held at once, then {InFlight} in flight {(handedOff ? "to another thread, which returns them" : "on the same thread")}";

    public override int LargestSize => Size;

    public override void Execute<TPeer, TLease>(MemorySession session)
    {
        using TPeer peer = TPeer.Create();
        Burst<TPeer, TLease>.Of(peer, Most, Size);
        HashSet<nint> touched = [];
        HandoffRing<HeldBuffer<TPeer, TLease>> ring = new(InFlight);
        using Worker returner = new("returner", rents =>
        {
            for (int i = 0; i < rents; i++)
            {
                ring.Dequeue().Return(peer);
            }
        });

        session.Watch(() => peer.BytesHeld, () => touched.Count, () =>
        {
            touched.Clear();
            if (handedOff)
            {
                HandOff(peer, ring, returner, touched);
            }
            else
            {
                RentAndReturn<TPeer, TLease>(peer, touched);
            }
        });
    }

    private static void HandOff<TPeer, TLease>(TPeer peer, HandoffRing<HeldBuffer<TPeer, TLease>> ring, Worker returner, HashSet<nint> touched)
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        returner.Start(Most);
        for (int i = 0; i < Most; i++)
        {
            HeldBuffer<TPeer, TLease> held = HeldBuffer<TPeer, TLease>.Rent(peer, Size);
            touched.Add(Address(held.Bytes(peer)));
            ring.Enqueue(held);
        }

        returner.SleepUntilDone();
    }

    private static void RentAndReturn<TPeer, TLease>(TPeer peer, HashSet<nint> touched)
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        HeldBuffer<TPeer, TLease>[] inFlight = new HeldBuffer<TPeer, TLease>[InFlight];
        for (int i = 0; i < Most / InFlight; i++)
        {
            for (int j = 0; j < InFlight; j++)
            {
                inFlight[j] = HeldBuffer<TPeer, TLease>.Rent(peer, Size);
                touched.Add(Address(inFlight[j].Bytes(peer)));
            }

            foreach (HeldBuffer<TPeer, TLease> held in inFlight)
            {
                held.Return(peer);
            }
        }
    }

    /// <summary>Where a buffer lies. A collection may move it, which seldom happens within the 1,000 rents that are compared.</summary>
    private static nint Address(Span<byte> bytes) => Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref MemoryMarshal.GetReference(bytes));
}
