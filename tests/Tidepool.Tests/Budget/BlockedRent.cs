namespace Tidepool.Tests.Budget;

/// <summary>A rent on a thread of its own, which blocks if it has to wait.</summary>
internal sealed class BlockedRent
{
    private readonly Thread _thread;
    private ByteLease _lease;
    private Exception? _failure;

    private BlockedRent(Func<ByteLease> rent)
    {
        _thread = new Thread(() => _failure = Record.Exception(() => { _lease = rent(); })) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Begins a rent that is waiting in the queue when this returns.</summary>
    internal static BlockedRent InLine(BytePool pool, int size = BudgetedPools.Size, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        long before = pool.GetStatistics().Waits;
        BlockedRent rent = new(() => pool.Rent(size, timeout ?? Timeout.InfiniteTimeSpan, cancellationToken));
        Watchdog.Until("a thread waits for the budget", () => pool.GetStatistics().Waits > before);
        return rent;
    }

    internal void Interrupt() => _thread.Interrupt();

    /// <summary>The lease, once it has been granted.</summary>
    internal ByteLease Granted()
    {
        Assert.Null(Failure());
        return _lease;
    }

    /// <summary>What the rent threw; null if it succeeded.</summary>
    internal Exception? Failure()
    {
        Watchdog.Join(_thread, "the blocked rent ends");
        return _failure;
    }
}
