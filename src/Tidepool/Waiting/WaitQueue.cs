using Tidepool.Diagnosis;
using Tidepool.Slots;

namespace Tidepool.Waiting;

/// <summary>The queue of rents that wait for the budget: first come, first served.</summary>
/// <remarks>
/// Only the first waiter is served, and while there is one, no other rent gets a new buffer. So a waiter that needs many bytes isn't starved by many that need
/// few: a returned buffer that doesn't suffice for it is dropped, and its bytes stay free for that waiter.
/// Lock order: the queue's, then a bucket's. A bucket calls <see cref="Serve"/> only after it has released its own. Waiters are completed, and misuse is
/// reported, after both are released.
/// </remarks>
internal sealed class WaitQueue(WaitQueue.IServer server, PoolContext pool)
{
    private readonly Lock _gate = new();

    private readonly LinkedList<Waiter> _waiters = [];
    private long _total;
    private bool _isPrepared;
    private bool _isServing;
    private bool _isClosed;

    /// <summary>What the queue needs of the pool.</summary>
    internal interface IServer
    {
        /// <summary>Makes sure that every return is noticed from now on. Called when a caller waits for the first time.</summary>
        public void PrepareForWaiters();

        /// <summary>Rents for the first waiter, if the budget allows it.</summary>
        public Slot? TryRentForWaiter(int size);

        /// <summary>Drops idle buffers, since there is no memory. Not under the queue's lock.</summary>
        public void ReleaseMemory();

        /// <summary>Reports the misuse that a rent found on its way. If the callback throws, the rent has failed.</summary>
        public void ReportOn(Slot? slot, List<MisuseReport>? found);
    }

    /// <summary>Whether the running thread holds the queue's lock.</summary>
    internal bool IsHeldHere => _gate.IsHeldByCurrentThread;

    /// <summary>How many rents have ever waited.</summary>
    internal long Total => Interlocked.Read(ref _total);

    internal ValueTask<Slot> WaitAsync(int size, CancellationToken cancellationToken)
    {
        AwaitingWaiter waiter = new(this);
        using (_gate.Hold())
        {
            Join(waiter, size, cancellationToken);
        }

        Serve();
        return new ValueTask<Slot>(waiter.Task);
    }

    /// <summary>Like <see cref="WaitAsync"/>, but blocks the thread.</summary>
    /// <returns>Null if the time is up.</returns>
    internal Slot? Wait(int size, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using BlockingWaiter waiter = new(this);
        using (_gate.Hold())
        {
            Join(waiter, size, cancellationToken);
        }

        Serve();
        return waiter.Block(timeout);
    }

    /// <summary>Serves the first waiters while the budget allows it. Called after each return and drop while callers wait.</summary>
    internal void Serve()
    {
        bool hasReleased = false;
        while (true)
        {
            if (TakeServed(hasReleased, out bool lacksMemory) is { } waiter)
            {
                waiter.Deliver(server);
            }
            else if (lacksMemory)
            {
                hasReleased = true;
                server.ReleaseMemory();
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Called when the waiter's token is cancelled. If that happens while <see cref="Join"/> registers the token, its caller goes on to serve
    /// the others.</summary>
    internal void Cancel(Waiter waiter, CancellationToken cancellationToken)
    {
        using (_gate.Hold())
        {
            if (!waiter.IsWaiting)
            {
                return;
            }

            Settle(waiter, slot: null, new OperationCanceledException(cancellationToken), found: null);
        }

        waiter.Deliver(server);
        if (!_gate.IsHeldByCurrentThread)
        {
            Serve();
        }
    }

    /// <summary>Removes a waiter whose caller stops waiting.</summary>
    /// <returns>False if it is settled already; then the outcome will be delivered.</returns>
    internal bool TryLeave(Waiter waiter)
    {
        using (_gate.Hold())
        {
            if (!waiter.IsWaiting)
            {
                return false;
            }

            Settle(waiter, slot: null, failure: null, found: null);
        }

        Serve();
        return true;
    }

    /// <summary>Serves no one from now on: all waiters fail with <see cref="ObjectDisposedException"/>.</summary>
    internal void Close()
    {
        while (TakeRefused() is { } waiter)
        {
            waiter.Deliver(server);
        }
    }

    /// <summary>Appends the waiter to the queue. Under the lock. If this throws, the waiter isn't in the queue.</summary>
    private void Join(Waiter waiter, int size, CancellationToken cancellationToken)
    {
        if (_isClosed)
        {
            throw pool.Disposed();
        }

        Append(waiter);
        try
        {
            waiter.Begin(size, cancellationToken);
            if (!_isPrepared)
            {
                // After the count has changed: what was returned before is seen by the look that follows, and what is returned later is noticed.
                server.PrepareForWaiters();
                _isPrepared = true;
            }
        }
        catch
        {
            // No caller will wait for it, so it must neither hold up the others nor get a buffer.
            if (waiter.IsWaiting)
            {
                Settle(waiter, slot: null, failure: null, found: null);
            }

            waiter.StopListening();
            throw;
        }
    }

    /// <summary>Settles the first waiter, if it can be served or has failed. The caller delivers the outcome once the lock is free, since a callback may do
    /// anything.</summary>
    /// <param name="hasReleased">Whether idle memory has been released, so that a lack of memory is final.</param>
    /// <param name="lacksMemory">Whether there was no memory for the first waiter, which goes on waiting: release some and call again.</param>
    private Waiter? TakeServed(bool hasReleased, out bool lacksMemory)
    {
        lacksMemory = false;
        using Findings _ = pool.Reporter.CollectUnattended();
        using (_gate.Hold())
        {
            // Making room for the first waiter drops buffers, which leads here again.
            if (!_isServing && _waiters.First?.Value is { } waiter)
            {
                Slot? slot = null;
                Exception? failure = null;
                _isServing = true;
                try
                {
                    slot = server.TryRentForWaiter(waiter.Size);
                }
                catch (OutOfMemoryException) when (!hasReleased)
                {
                    lacksMemory = true;
                }
#pragma warning disable CA1031 // Nothing is swallowed: the waiting caller gets it.
                catch (Exception exception)
#pragma warning restore CA1031
                {
                    // No memory: the waiter's problem, not that of the thread that happened to return a buffer.
                    failure = exception;
                }

                _isServing = false;
                if (slot is not null || failure is not null)
                {
                    return Settle(waiter, slot, failure, Findings.Take());
                }
            }
        }

        return null;
    }

    private Waiter? TakeRefused()
    {
        using (_gate.Hold())
        {
            _isClosed = true;
            return _waiters.First?.Value is { } waiter
                ? Settle(waiter, slot: null, pool.Disposed(), found: null)
                : null;
        }
    }

    private Waiter Settle(Waiter waiter, Slot? slot, Exception? failure, List<MisuseReport>? found)
    {
        Remove(waiter);
        waiter.Settle(slot, failure, found);
        return waiter;
    }

    private void Append(Waiter waiter)
    {
        _waiters.AddLast(waiter.Place);
        pool.Budget.Waiting = _waiters.Count;
        Interlocked.Increment(ref _total);
    }

    private void Remove(Waiter waiter)
    {
        _waiters.Remove(waiter.Place);
        pool.Budget.Waiting = _waiters.Count;
    }
}
