namespace Tidepool.Benchmarks.Workloads;

/// <summary>A place for one buffer that threads exchange in one step; made once, so that exchanging allocates nothing.</summary>
internal sealed class Carrier<TPeer, TLease>
    where TPeer : struct, IPeer<TLease>
    where TLease : struct
{
    private Held<TPeer, TLease> _held;

    /// <summary>Gets the buffer carried, if any; touched only by the thread that has the carrier.</summary>
    public ref Held<TPeer, TLease> Held => ref _held;

    public static Carrier<TPeer, TLease>[] Many(int count) => Workloads.Many.Of(count, static _ => new Carrier<TPeer, TLease>());

    /// <summary>Returns the buffer, if there is one.</summary>
    public void Empty(TPeer peer)
    {
        if (_held.IsHeld)
        {
            _held.Return(peer);
            _held = default;
        }
    }
}

/// <summary>mstress: phases of unequal threads; every byte is verified.</summary>
internal sealed record Stress() : Workload(
    "mstress",
    $"{ThreadCount} threads, each half as busy as the one before: rent and fill, verify all bytes and return, exchange 25 % through a 1,000-slot area; "
        + "64–512 B, 1 % × 100, 0.1 % × 1,000",
    LargestSize: 512_000,
    TransferSlots + (ThreadCount * OwnSlots))
{
    private const int TransferSlots = 1_000;
    private const int OwnSlots = 256;

    private static readonly int[] s_sizes =
        [.. SizeSequence.Uniform(64, 512).Select(static (size, index) => index % 100 != 0 ? size : index % 1_000 == 0 ? size * 1_000 : size * 100)];

    private static int ThreadCount => 2 * Processors;

    public override Run Bind<TPeer, TLease>(Func<int, TPeer> create)
    {
        TPeer peer = create(LargestSize);
        Carrier<TPeer, TLease>[] transfer = Carrier<TPeer, TLease>.Many(TransferSlots);
        Carrier<TPeer, TLease>[][] all = Many.Of(ThreadCount, _ => Carrier<TPeer, TLease>.Many(OwnSlots));
        XorShift[] randoms = Many.Of(ThreadCount, static thread => new XorShift(thread + 1));
        return Run.OnThreads(ThreadCount, Enumerable.Range(0, ThreadCount).Sum(Steps), Chunk, peer) with
        {
            ReturnHeld = () => Array.ForEach([.. all.SelectMany(static own => own), .. transfer], carrier => VerifyAndReturn(peer, carrier)),
        };

        static int Steps(int thread) => Math.Max(1, Run.Loop >> thread);

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Chunk(int thread)
        {
            TPeer pool = peer;
            Carrier<TPeer, TLease>[] own = all[thread];
            XorShift random = randoms[thread];
            int steps = Steps(thread);
            for (int i = 0; i < steps; i++)
            {
                ref Carrier<TPeer, TLease> place = ref own[random.Below(OwnSlots)];
                int choice = random.Below(100);
                if (choice < 25)
                {
                    place = Interlocked.Exchange(ref transfer[random.Below(transfer.Length)], place);
                }
                else if (!place.Held.IsHeld)
                {
                    place.Held = Held<TPeer, TLease>.Rent(pool, s_sizes[random.Below(s_sizes.Length)]);
                    place.Held.Bytes.Fill((byte)place.Held.Size);
                }
                else if (choice < 75)
                {
                    VerifyAndReturn(pool, place);
                }
            }

            randoms[thread] = random;

            // At the end of a phase, 2 in 3 buffers go; the others survive into the next.
            for (int i = 0; i < own.Length; i++)
            {
                if (i % 3 != 0)
                {
                    VerifyAndReturn(pool, own[i]);
                }
            }
        }

        static void VerifyAndReturn(TPeer peer, Carrier<TPeer, TLease> carrier)
        {
            if (carrier.Held.IsHeld && carrier.Held.Bytes.ContainsAnyExcept((byte)carrier.Held.Size))
            {
                throw new BenchmarkException($"{typeof(TPeer)}: a buffer of {carrier.Held.Size:N0} B was overwritten while it was out.");
            }

            carrier.Empty(peer);
        }
    }
}

/// <summary>rptest: many small and few large buffers, every second return from another thread.</summary>
internal sealed record Realistic() : Workload(
    "rptest",
    $"{Processors} threads with 100 buffers each, 256 B–256 KiB (exponential, mean 16 KiB): return a random one, every second one another thread's, rent "
        + "another",
    256 * Kibibyte,
    Slots * Processors)
{
    private const int Slots = 100;

    private static readonly int[] s_sizes = SizeSequence.Exponential(256, mean: 16 * Kibibyte, 256 * Kibibyte);

    public override Run Bind<TPeer, TLease>(Func<int, TPeer> create)
    {
        TPeer peer = create(LargestSize);
        Carrier<TPeer, TLease>[][] all = Many.Of(Processors, _ => Carrier<TPeer, TLease>.Many(Slots));

        // For each thread, the buffer it will return for another.
        Carrier<TPeer, TLease>[] mailboxes = Carrier<TPeer, TLease>.Many(Processors);
        XorShift[] randoms = Many.Of(Processors, static thread => new XorShift(thread + 1));
        return Run.OnThreads(Processors, Run.Loop * Processors, Chunk, peer) with
        {
            ReturnHeld = () => Array.ForEach(Everything(), carrier => carrier.Empty(peer)),
            BytesAsked = () => Everything().Sum(static carrier => (long)carrier.Held.Size),
        };

        Carrier<TPeer, TLease>[] Everything() => [.. all.SelectMany(static own => own), .. mailboxes];

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Chunk(int thread)
        {
            TPeer pool = peer;
            Carrier<TPeer, TLease>[] own = all[thread];
            ref Carrier<TPeer, TLease> mailbox = ref mailboxes[(thread + 1) % mailboxes.Length];
            XorShift random = randoms[thread];
            for (int i = 0; i < Run.Loop; i++)
            {
                ref Carrier<TPeer, TLease> place = ref own[random.Below(own.Length)];
                if (i % 2 == 0)
                {
                    place = Interlocked.Exchange(ref mailbox, place);
                }

                place.Empty(pool);
                place.Held = Held<TPeer, TLease>.Rent(pool, s_sizes[random.Below(s_sizes.Length)]);
            }

            randoms[thread] = random;
        }
    }
}
