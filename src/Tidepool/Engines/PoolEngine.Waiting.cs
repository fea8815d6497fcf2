using Tidepool.Diagnosis;
using Tidepool.Slots;

namespace Tidepool.Engines;

/// <content>Rents that wait for the budget, and the errors of those that get no buffer.</content>
internal abstract partial class PoolEngine
{
    /// <summary>Whether any caller is waiting for a buffer.</summary>
    internal bool HasWaiters => Pool.Budget.Waiting > 0;

    private string Label => Pool.Name is { } name ? $"The pool \"{name}\"" : "The pool";

    private static string BudgetSetting => $"{nameof(BytePoolOptions)}.{nameof(BytePoolOptions.MaxTotalBytes)}";

    /// <summary>Rents, or queues until the budget allows it.</summary>
    internal ValueTask<Slot> RentAsync(int size, CancellationToken cancellationToken)
    {
        CheckServable(size);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<Slot>(cancellationToken);
        }

        return TryRentUnlessOthersWait(size) is { } slot ? new ValueTask<Slot>(slot) : _queue.WaitAsync(size, cancellationToken);
    }

    /// <summary>Rents without waiting, for a caller that would wait next.</summary>
    /// <returns>Null if the caller has to wait.</returns>
    internal Slot? TryRentBeforeWaiting(int size, CancellationToken cancellationToken)
    {
        CheckServable(size);
        cancellationToken.ThrowIfCancellationRequested();
        return TryRentUnlessOthersWait(size);
    }

    /// <summary>Blocks in the queue until the budget allows a rent. The size has been checked.</summary>
    /// <returns>Null if the time is up.</returns>
    internal Slot? Wait(int size, TimeSpan timeout, CancellationToken cancellationToken) => _queue.Wait(size, timeout, cancellationToken);

    /// <summary>Whether the whole budget is large enough for this size.</summary>
    internal bool CanEverServe(int size) => !(BufferSizeFor(size) > Pool.Budget.Limit);

    private Slot? TryRentUnlessOthersWait(int size) => HasWaiters ? null : TryRentReporting(size, asArray: false);

    private void CheckServable(int size)
    {
        CheckSize(size);
        ThrowIfDisposed();
        if (!CanEverServe(size))
        {
            NoteRefused();
            throw OverBudget(size);
        }
    }

    /// <summary>The exception that says why a rent was refused, and what to do.</summary>
    internal InsufficientMemoryException OverBudget(int size)
    {
        int bufferSize = BufferSizeFor(size);
        string budget = $"{BudgetSetting}, which is {Pool.Budget.Limit:N0}";
        string queue = Pool.Budget.Waiting is > 0 and int waiting ? $" {new Quantity(waiting, "caller is", "callers are")} already waiting." : "";
        return new InsufficientMemoryException(CanEverServe(size)
            ? $"{Label} holds {Quantity.Bytes(Pool.Budget.BytesAlive)}, so a buffer of {bufferSize:N0} for {Quantity.Bytes(size)} would exceed {budget}."
                + $"{queue} Return leases, raise the budget, or wait with {nameof(BytePool.RentAsync)}, or with {nameof(BytePool.Rent)} and a time-out."
            : $"{Label} can never serve {Quantity.Bytes(size)}: a buffer of {bufferSize:N0} is larger than the whole budget, {budget}. Raise the budget.");
    }

    /// <summary>The exception that says why a rent that waited got no buffer, and what to do.</summary>
    internal TimeoutException NotInTime(int size, TimeSpan timeout) => new(
        $"{Label} had no buffer of {BufferSizeFor(size):N0} for {Quantity.Bytes(size)} within {timeout:c}: it holds {Pool.Budget.BytesAlive:N0} "
        + $"of at most {Pool.Budget.Limit:N0} bytes ({BudgetSetting}). Return leases sooner, raise the budget, or wait longer.");
}
