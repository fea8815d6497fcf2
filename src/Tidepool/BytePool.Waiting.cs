using System.Runtime.CompilerServices;
using Tidepool.Slots;

namespace Tidepool;

/// <content>Rents that wait for the budget.</content>
public sealed partial class BytePool
{
    /// <summary>Rents a buffer, after blocking the thread until the budget (<see cref="BytePoolOptions.MaxTotalBytes"/>) allows it. For callers that can't
    /// await <see cref="RentAsync"/>.</summary>
    /// <param name="size">How many bytes: 0 to <see cref="Array.MaxLength"/>.</param>
    /// <param name="timeout">How long to wait at most: 0 to <see cref="int.MaxValue"/> milliseconds by the system's clock, or
    /// <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A lease of exactly <paramref name="size"/> bytes.</returns>
    /// <remarks>
    /// <para>First come, first served, in one line with the callers of <see cref="RentAsync"/>. No thread of the thread pool is needed: the thread that gives a
    /// buffer back wakes the one that waits for it.</para>
    /// <para>A caller of <see cref="RentAsync"/> that is served goes on in the thread pool. If all of its threads wait here, behind him, he can't give his
    /// buffer back before
    /// the time is over: where both are used, don't wait here without a limit.</para>
    /// <para>Once a caller has waited, this pool's threads no longer earn buffers of their own: every rent and return takes interlocked operations.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is negative or over <see cref="Array.MaxLength"/>, or <paramref name="timeout"/>
    /// is out of its range.</exception>
    /// <exception cref="ObjectDisposedException">The pool has been disposed, or is disposed while this waits.</exception>
    /// <exception cref="TimeoutException">The time is over. Nothing is rented.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before a buffer was available.</exception>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted before a buffer was available.</exception>
    /// <exception cref="InsufficientMemoryException">The buffer is larger than the whole budget.</exception>
    /// <exception cref="OutOfMemoryException">A new buffer was needed and there is no memory for it, even with the idle buffers of all pools released. Nothing
    /// is rented.</exception>
    public ByteLease Rent(int size, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        LeaseOf(RentWaiting(size, timeout, cancellationToken) ?? throw _engine.NotInTime(size, timeout));

    /// <summary>The same as <see cref="Rent(int, TimeSpan, CancellationToken)"/>, for callers that expect to be refused.</summary>
    /// <param name="size">How many bytes: 0 to <see cref="Array.MaxLength"/>.</param>
    /// <param name="timeout">How long to wait at most: 0 to <see cref="int.MaxValue"/> milliseconds by the system's clock, or
    /// <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="lease">A lease of exactly <paramref name="size"/> bytes, or <c>default</c>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>False if the budget didn't allow it in time.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is negative or over <see cref="Array.MaxLength"/>, or <paramref name="timeout"/>
    /// is out of its range.</exception>
    /// <exception cref="ObjectDisposedException">The pool has been disposed, or is disposed while this waits.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before a buffer was available.</exception>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted before a buffer was available.</exception>
    /// <exception cref="InsufficientMemoryException">The buffer is larger than the whole budget: waiting for it is in vain.</exception>
    /// <exception cref="OutOfMemoryException">A new buffer was needed and there is no memory for it, even with the idle buffers of all pools released. Nothing
    /// is rented.</exception>
    public bool TryRent(int size, TimeSpan timeout, out ByteLease lease, CancellationToken cancellationToken = default)
    {
        Slot? slot = RentWaiting(size, timeout, cancellationToken);
        lease = slot is null ? default : LeaseOf(slot);
        return slot is not null;
    }

    /// <summary>Rents a buffer, after waiting until the budget (<see cref="BytePoolOptions.MaxTotalBytes"/>) allows it.</summary>
    /// <param name="size">How many bytes: 0 to <see cref="Array.MaxLength"/>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A lease of exactly <paramref name="size"/> bytes. Await it once.</returns>
    /// <remarks>
    /// <para>First come, first served: while a caller waits, later ones line up behind it, and <see cref="Rent(int)"/> and
    /// <see cref="TryRent(int, out ByteLease)"/> are refused.
    /// Completes at once if there is nothing to wait for, and then allocates nothing and costs little more than <see cref="Rent(int)"/>.</para>
    /// <para>Don't block on it (<c>AsTask().Result</c>): a caller that waited is resumed by a thread of the thread pool. If all of these are blocked this way,
    /// none of them ever gets its buffer. Where you can't await, use <see cref="Rent(int, TimeSpan, CancellationToken)"/>.</para>
    /// <para>Once a caller has waited, this pool's threads no longer earn buffers of their own: every rent and return takes interlocked operations.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is negative or over <see cref="Array.MaxLength"/>.</exception>
    /// <exception cref="ObjectDisposedException">The pool has been disposed, or is disposed while this waits.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before a buffer was available.</exception>
    /// <exception cref="InsufficientMemoryException">The buffer is larger than the whole budget.</exception>
    /// <exception cref="OutOfMemoryException">A new buffer was needed and there is no memory for it, even with the idle buffers of all pools released. Nothing
    /// is rented.</exception>
    public ValueTask<ByteLease> RentAsync(int size, CancellationToken cancellationToken = default)
    {
        if (!cancellationToken.IsCancellationRequested && !_engine.HasWaiters && TryRentHot(size) is { } slot)
        {
            return new ValueTask<ByteLease>(LeaseOf(slot));
        }

        Announce();
        ValueTask<Slot> renting = _engine.RentAsync(size, cancellationToken);
        GC.KeepAlive(this);
        return renting.IsCompletedSuccessfully ? new ValueTask<ByteLease>(LeaseOf(renting.Result)) : LeaseOfAsync(renting);
    }

    /// <summary>Rents for a caller who blocks while there is nothing to be had.</summary>
    /// <returns>Null when the time is over.</returns>
    private Slot? RentWaiting(int size, TimeSpan timeout, CancellationToken cancellationToken)
    {
        CheckTimeout(timeout);
        Slot? slot = !cancellationToken.IsCancellationRequested && !_engine.HasWaiters ? TryRentHot(size) : null;
        if (slot is null)
        {
            Announce();
            slot = _engine.TryRentBeforeWaiting(size, cancellationToken);
        }

        if (slot is null)
        {
            slot = timeout == TimeSpan.Zero ? _engine.NoteRefused() : Wait(size, timeout, cancellationToken);
        }

        GC.KeepAlive(this);
        return slot;
    }

    private Slot? Wait(int size, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long? begin = _meter.MeasuresWaits ? _engine.Time.GetTimestamp() : null;
        Slot? slot = null;
        Exception? failure = null;
        try
        {
            slot = _engine.Wait(size, timeout, cancellationToken);
            return slot;
        }
        catch (Exception error)
        {
            failure = error;
            throw;
        }
        finally
        {
            if (begin is { } since)
            {
                _meter.NoteWait(_engine, since, slot is null ? failure ?? new TimeoutException() : null);
            }
        }
    }

    private static void CheckTimeout(TimeSpan timeout)
    {
        if (timeout != Timeout.InfiniteTimeSpan && (timeout < TimeSpan.Zero || timeout.TotalMilliseconds > int.MaxValue))
        {
            throw new ArgumentOutOfRangeException(
                nameof(timeout),
                timeout,
                $"Wait for 0 to {int.MaxValue:N0} milliseconds, or use {nameof(Timeout)}.{nameof(Timeout.InfiniteTimeSpan)} to wait without a limit.");
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ByteLease> LeaseOfAsync(ValueTask<Slot> renting)
    {
        long? begin = !renting.IsCompleted && _meter.MeasuresWaits ? _engine.Time.GetTimestamp() : null;
        Exception? failure = null;
        try
        {
            Slot slot = await renting.ConfigureAwait(false);
            GC.KeepAlive(this);
            return LeaseOf(slot);
        }
        catch (Exception error)
        {
            failure = error;
            throw;
        }
        finally
        {
            if (begin is { } since)
            {
                _meter.NoteWait(_engine, since, failure);
            }
        }
    }
}
