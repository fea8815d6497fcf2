namespace Tidepool.Benchmarks.Workloads;

/// <content>Threads that exchange buffers.</content>
internal sealed partial class Runs<TPeer, TLease>
{
    /// <summary>mstress: phases of unequal threads; every byte is verified.</summary>
    public Run Stress(int threads, int transferSlots, int[] sizes)
    {
        const int OwnSlots = 256;
        TPeer peer = Create(sizes.Max());
        Carrier[] transfer = Carriers(transferSlots);
        Carrier[][] all = ForEach(threads, _ => Carriers(OwnSlots));
        XorShift[] randoms = ForEach(threads, thread => new XorShift(thread + 1));
        return Run.OnThreads(threads, Enumerable.Range(0, threads).Sum(Steps), Chunk, peer) with
        {
            ReturnHeld = () => Array.ForEach([.. all.SelectMany(static own => own), .. transfer], carrier => VerifyAndReturn(peer, carrier)),
        };

        static int Steps(int thread) => Math.Max(1, Run.Loop >> thread);

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Chunk(int thread)
        {
            TPeer pool = peer;
            Carrier[] own = all[thread];
            XorShift random = randoms[thread];
            int steps = Steps(thread);
            for (int i = 0; i < steps; i++)
            {
                ref Carrier place = ref own[random.Below(OwnSlots)];
                int choice = random.Below(100);
                if (choice < 25)
                {
                    place = Interlocked.Exchange(ref transfer[random.Below(transfer.Length)], place);
                }
                else if (!place.Held.IsHeld)
                {
                    place.Held = HeldBuffer.Rent(pool, sizes[random.Below(sizes.Length)]);
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

        static void VerifyAndReturn(TPeer peer, Carrier carrier)
        {
            if (carrier.Held.IsHeld && carrier.Held.Bytes.ContainsAnyExcept((byte)carrier.Held.Size))
            {
                throw new BenchmarkException($"{typeof(TPeer)}: a buffer of {carrier.Held.Size:N0} B was overwritten while it was out.");
            }

            carrier.Empty(peer);
        }
    }

    /// <summary>rptest: many small and few large buffers, every second return from another thread.</summary>
    public Run Realistic(int threads, int slots, int[] sizes)
    {
        TPeer peer = Create(sizes.Max());
        Carrier[][] all = ForEach(threads, _ => Carriers(slots));

        // For each thread, the buffer it will return for another.
        Carrier[] mailboxes = Carriers(threads);
        XorShift[] randoms = ForEach(threads, thread => new XorShift(thread + 1));
        return Run.OnThreads(threads, Run.Loop * threads, Chunk, peer) with
        {
            ReturnHeld = () => Array.ForEach(Everything(), carrier => carrier.Empty(peer)),
            BytesAsked = () => Everything().Sum(static carrier => (long)carrier.Held.Size),
        };

        Carrier[] Everything() => [.. all.SelectMany(static own => own), .. mailboxes];

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Chunk(int thread)
        {
            TPeer pool = peer;
            Carrier[] own = all[thread];
            ref Carrier mailbox = ref mailboxes[(thread + 1) % mailboxes.Length];
            XorShift random = randoms[thread];
            for (int i = 0; i < Run.Loop; i++)
            {
                ref Carrier place = ref own[random.Below(own.Length)];
                if (i % 2 == 0)
                {
                    place = Interlocked.Exchange(ref mailbox, place);
                }

                place.Empty(pool);
                place.Held = HeldBuffer.Rent(pool, sizes[random.Below(sizes.Length)]);
            }

            randoms[thread] = random;
        }
    }

    private static Carrier[] Carriers(int count) => ForEach(count, static _ => new Carrier());

    /// <summary>A place for one buffer that threads exchange in one step; made once, so that exchanging allocates nothing.</summary>
    private sealed class Carrier
    {
        /// <summary>The buffer carried, if any; touched only by the thread that has the carrier.</summary>
        private HeldBuffer _held;

        public ref HeldBuffer Held => ref _held;

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
}
