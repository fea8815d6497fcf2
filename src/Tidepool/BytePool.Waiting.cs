using Tidepool.Slots;

namespace Tidepool;

/// <content>Rents that wait for the budget.</content>
public sealed partial class BytePool
{
    /// <summary>Rents a buffer, blocking the thread until the budget (<see cref="BytePoolOptions.MaxTotalBytes"/>) allows it. For callers that can't
    /// await <see cref="RentAsync"/>.</summary>
    /// <param name="size">How many bytes: 0 to <see cref="Array.MaxLength"/>.</param>
    /// <param name="timeout">The longest time to wait: 0 to <see cref="int.MaxValue"/> milliseconds by the system clock, or
    /// <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A lease of exactly <paramref name="size"/> bytes.</returns>
    /// <remarks>
    /// <para>First come, first served, in one queue with the callers of <see cref="RentAsync"/>. No thread-pool thread is needed: the thread that returns a
    /// buffer wakes the one that is waiting for it.</para>
    /// <para>A caller of <see cref="RentAsync"/>, once served, resumes on the thread pool. If all thread-pool threads are blocked in this method, queued behind
    /// that caller, it can't resume and return its buffer before one of them times out. Where both methods are used, don't block here without a timeout.</para>
    /// <para>Once a caller has waited, the pool's threads have no more residents (see <see cref="BytePool"/>):
    /// every rent and return takes interlocked operations.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is negative or over <see cref="Array.MaxLength"/>, or <paramref name="timeout"/>
    /// is out of its range.</exception>
    /// <exception cref="ObjectDisposedException">The pool has been disposed, or is disposed while this waits.</exception>
    /// <exception cref="TimeoutException">The time is up. Nothing is rented.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before a buffer was available.</exception>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted before a buffer was available.</exception>
    /// <exception cref="InsufficientMemoryException">The buffer is larger than the whole budget.</exception>
    /// <exception cref="OutOfMemoryException">A new buffer was needed and there is no memory for it, even with the idle buffers of all pools released. Nothing
    /// is rented.</exception>
    public ByteLease Rent(int size, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        LeaseOf(RentWaiting(size, timeout, cancellationToken) ?? throw _engine.NotInTime(size, timeout));

    /// <summary>Like <see cref="Rent(int, TimeSpan, CancellationToken)"/>, but returns false when the time is up.</summary>
    /// <param name="size">How many bytes: 0 to <see cref="Array.MaxLength"/>.</param>
    /// <param name="timeout">The longest time to wait: 0 to <see cref="int.MaxValue"/> milliseconds by the system clock, or
    /// <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="lease">A lease of exactly <paramref name="size"/> bytes, or <c>default</c>.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>False if the budget didn't allow it in time.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is negative or over <see cref="Array.MaxLength"/>, or <paramref name="timeout"/>
    /// is out of its range.</exception>
    /// <exception cref="ObjectDisposedException">The pool has been disposed, or is disposed while this waits.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before a buffer was available.</exception>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted before a buffer was available.</exception>
    /// <exception cref="InsufficientMemoryException">The buffer is larger than the whole budget, so waiting for it would be in vain.</exception>
    /// <exception cref="OutOfMemoryException">A new buffer was needed and there is no memory for it, even with the idle buffers of all pools released. Nothing
    /// is rented.</exception>
    public bool TryRent(int size, TimeSpan timeout, out ByteLease lease, CancellationToken cancellationToken = default)
    {
        Slot? slot = RentWaiting(size, timeout, cancellationToken);
        lease = slot is null ? default : LeaseOf(slot);
        return slot is not null;
    }

    /// <summary>Rents a buffer, waiting asynchronously until the budget (<see cref="BytePoolOptions.MaxTotalBytes"/>) allows it.</summary>
    /// <param name="size">How many bytes: 0 to <see cref="Array.MaxLength"/>.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A lease of exactly <paramref name="size"/> bytes. Awaited again, it gives a copy of the same lease.</returns>
    /// <remarks>
    /// <para>First come, first served: while a caller waits, later ones queue up behind it, and <see cref="Rent(int)"/> and
    /// <see cref="TryRent(int, out ByteLease)"/> are refused.
    /// If there is nothing to wait for, it completes synchronously, allocates nothing, and costs little more than <see cref="Rent(int)"/>. A wait allocates
    /// about 400 bytes.</para>
    /// <para>Don't block on it (<c>AsTask().Result</c>): a caller that waited resumes on the thread pool. If all thread-pool threads are blocked this way,
    /// none of them ever gets its buffer. Where you can't await, use <see cref="Rent(int, TimeSpan, CancellationToken)"/>.</para>
    /// <para>Once a caller has waited, the pool's threads have no more residents (see <see cref="BytePool"/>):
    /// every rent and return takes interlocked operations.</para>
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

    /// <summary>Rents for a caller that blocks while the budget is used up.</summary>
    /// <returns>Null if the time is up.</returns>
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
                $"The time-out must be 0 to {int.MaxValue:N0} milliseconds, or {nameof(Timeout)}.{nameof(Timeout.InfiniteTimeSpan)} to wait without a limit.");
        }
    }

    /// <remarks>Not with the pooling method builder, which reuses its tasks: one that is awaited twice by mistake would end another caller's wait.</remarks>
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
