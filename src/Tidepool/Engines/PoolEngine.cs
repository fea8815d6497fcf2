using Tidepool.Diagnosis;
using Tidepool.Slots;

namespace Tidepool.Engines;

/// <summary>What is behind a <see cref="BytePool"/>: one implementation for each <see cref="PoolMode"/>.</summary>
/// <remarks>Slots, and through them leases, refer to the engine's parts but never to the pool itself. So a pool that was dropped can be finalized
/// while leases of it are still out, and threads still cache its slots.</remarks>
internal abstract class PoolEngine
{
    /// <summary>Takes in slots that are not pooled.</summary>
    private readonly Depot _unpooled;

    private readonly bool _pinned;

    private protected PoolEngine(BytePoolOptions options, PoolLedger ledger, SizeClasses classes)
    {
        Ledger = ledger;
        Classes = classes;
        MaxSize = classes[classes.Count - 1];
        ClearsOnReturn = options.ClearOnReturn;
        _pinned = options.Pinned;
        _unpooled = new Depot(Ledger, 0, 0, ClearsOnReturn);
    }

    /// <summary>Where the buffers come from. Replaced by tests that let it fail.</summary>
    internal Func<int, bool, byte[]> AllocateArray { get; set; } = static (size, pinned) => GC.AllocateUninitializedArray<byte>(size, pinned);

    /// <summary>The pool's index in the tables of <see cref="Home"/>; <see cref="int.MaxValue"/> where the engine keeps nothing there, so that all rents come here.</summary>
    internal virtual int Id => int.MaxValue;

    internal SizeClasses Classes { get; }

    internal int MaxSize { get; }

    private protected PoolLedger Ledger { get; }

    private protected bool ClearsOnReturn { get; }

    /// <summary>Every rent that the fast path didn't serve.</summary>
    internal abstract Slot Rent(int size);

    internal abstract BytePoolStatistics GetStatistics();

    internal abstract void Trim();

    /// <summary>Lets go of leases that seem to be dropped. Called after each full collection.</summary>
    internal abstract void OnFullCollection();

    /// <summary>Ends the pool: no more rents; idle buffers are given up, rented ones when they come back. May be called again.</summary>
    internal abstract void Close();

    /// <summary>A buffer for this one rent.</summary>
    private protected Slot RentUnpooled(int size)
    {
        Slot slot = CreateRented(_unpooled, size, size);
        _unpooled.AdoptNew(slot, ring: null);
        return slot;
    }

    /// <summary>Makes a slot that is rented from the start. Nothing has changed when it throws.</summary>
    private protected Slot CreateRented(Depot depot, int bufferSize, int size)
    {
        byte[] array = AllocateArray(bufferSize, _pinned);
        if (ClearsOnReturn)
        {
            // Fresh memory may hold what the process left there earlier; a clearing pool promises zeros.
            Array.Clear(array);
        }

        return new Slot(depot, array, Generation.FirstRent) { Length = size };
    }

    private protected BytePoolStatistics StatisticsOf(IEnumerable<Depot> depots) =>
        new(depots.Select(static depot => depot.GetStatistics()), _unpooled.GetStatistics(), Ledger.PeakBytesAlive);

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is out of range.</exception>
    private protected static void CheckSize(int size)
    {
        if (size < 0 || size > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(size),
                size,
                size < 0
                    ? "The size of a buffer is 0 bytes or more. Check how it was computed: a sum may have overflowed."
                    : $"One buffer holds at most {Array.MaxLength:N0} bytes. Divide what is larger into several.");
        }
    }
}
