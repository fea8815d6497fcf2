namespace Tidepool.Benchmarks.Workloads;

/// <summary>Single operations while many leases are out, or many buffers idle.</summary>
internal static class GrowthRuns
{
    /// <summary>The size of the many buffers, in bytes; every ladder has it.</summary>
    private const int Size = 256;

    /// <summary>More than a core's second-level cache.</summary>
    private static readonly byte[] s_other = new byte[8 << 20];

    /// <summary>A rent that the budget refuses, since all of the budget is out.</summary>
    public static Run Refused(int count, Holding holding)
    {
        Holders holders = Hold(new BytePoolOptions { MaxTotalBytes = (long)count * Size }, count, holding);
        holders.Rent();
        return OfRefusals(holders, Size);
    }

    /// <summary>A rent that the budget refuses although many buffers are idle: releasing all of them would not be enough.</summary>
    public static Run RefusedBesideIdle(int count, Holding holding)
    {
        // One large buffer and all idle ones fit into the budget; a second large one doesn't, whatever is released.
        int large = 2 * count * Size;
        BytePoolOptions options = new()
        {
            SizeClasses = SizeClassLadder.Custom(Size, large),
            MaxTotalBytes = (2L * large) - 1,
            MaxBuffersPerBucket = count,
        };
        Holders holders = Hold(options, count, holding);
        ByteLease lent = holders.Pool.Rent(large);
        return OfRefusals(holders, large) with { Prepare = FillUp, ReturnHeld = lent.Return };

        // A pool that released idle buffers in vain gets them back here, so that each turn begins with the same number.
        void FillUp()
        {
            if (holders.Pool.GetStatistics().Idle < count)
            {
                holders.Rent();
                holders.Return();
            }
        }
    }

    /// <summary>One cycle of waiting: a rent that must wait, a return, and the rent's end.</summary>
    public static Run Waiting(int count, Holding holding)
    {
        const int Cycles = 32;
        Holders holders = Hold(new BytePoolOptions { MaxTotalBytes = (long)count * Size }, count, holding);
        holders.Rent();
        return Of(holders, Cycles, cycle =>
        {
            ref ByteLease held = ref holders.Leases[cycle * (count / Cycles)];
            ValueTask<ByteLease> waiting = holders.Pool.RentAsync(Size);
            if (waiting.IsCompleted)
            {
                throw new BenchmarkException("There was nothing to wait for.");
            }

            held.Return();
            SpinWait spin = default;
            while (!waiting.IsCompleted)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }

            held = waiting.IsCompletedSuccessfully ? waiting.Result : throw new BenchmarkException("A rent that waited failed.");
        });
    }

    /// <summary>Rents that must make room: all of the budget is idle, in buffers of another size.</summary>
    /// <param name="count">How many are idle.</param>
    /// <param name="holding">Who rented and returned the idle ones.</param>
    /// <param name="rents">How many rents a turn has: a turn of one rent shows whether that does the work of later ones.</param>
    public static Run Room(int count, Holding holding, int rents)
    {
        // A rent takes the room of four idle buffers.
        const int OtherSize = 4 * Size;
        Holders holders = Hold(new BytePoolOptions { MaxTotalBytes = (long)count * Size, MaxBuffersPerBucket = count }, count, holding);
        ByteLease[] others = new ByteLease[rents];
        return Of(holders, rents, rent => others[rent] = holders.Pool.Rent(OtherSize)) with
        {
            // A turn uses up the state that it is measured in.
            Prelude = 0,
            Prepare = () =>
            {
                holders.Rent();
                holders.Return();
                CoolCaches();
            },
            Restore = () => Array.ForEach(others, static other => other.Return()),
        };
    }

    /// <summary>Returns and rents, while fewer buffers are out than the cap allows to be idle, or more.</summary>
    /// <remarks>All leases take turns, the longest out first: a pool may treat those beyond the cap differently.</remarks>
    /// <param name="count">How many are out.</param>
    /// <param name="holding">Who rented them.</param>
    /// <param name="cap">How many may be idle.</param>
    /// <param name="atOnce">How many are returned before the same number is rented; a divisor of <see cref="Run.Loop"/>.</param>
    public static Run BeyondTheCap(int count, Holding holding, int cap, int atOnce)
    {
        Holders holders = Hold(new BytePoolOptions { MaxBuffersPerBucket = cap }, count, holding);
        holders.Rent();
        int next = 0;
        return Of(holders, Run.Loop / atOnce, _ => Replace()) with { OperationsPerChunk = Run.Loop };

        void Replace()
        {
            next = next + atOnce > count ? 0 : next;
            Span<ByteLease> oldest = holders.Leases.AsSpan(next, atOnce);
            next += atOnce;
            foreach (ref ByteLease lease in oldest)
            {
                lease.Return();
            }

            foreach (ref ByteLease lease in oldest)
            {
                lease = holders.Pool.Rent(Size);
            }
        }
    }

    private static Holders Hold(BytePoolOptions options, int count, Holding holding)
    {
        // The many must stay as they are: nothing decays, and only a row that tests the cap has one.
        options.DecayTime = Timeout.InfiniteTimeSpan;
        options.MaxIdleBytesPerBucket = null;
        return new Holders(new BytePool(options), Size, count, holding);
    }

    /// <summary>A run of turns that are one chunk each: the operation so many times, with its number.</summary>
    private static Run Of(Holders holders, int operations, Action<int> operation)
    {
        return new Run(operations, _ => Chunk(), holders) { IsOneChunk = true };

        void Chunk()
        {
            for (int i = 0; i < operations; i++)
            {
                operation(i);
            }
        }
    }

    private static Run OfRefusals(Holders holders, int size) => Of(holders, 128, _ =>
    {
        if (holders.Pool.TryRent(size, out ByteLease lease))
        {
            lease.Return();
            throw new BenchmarkException("There was room for more than the budget.");
        }
    });

    /// <summary>Fills the processor's caches with something else, so that they are in the same state whatever ran before.</summary>
    private static void CoolCaches()
    {
        const int CacheLine = 64;
        for (int i = 0; i < s_other.Length; i += CacheLine)
        {
            s_other[i]++;
        }
    }
}
