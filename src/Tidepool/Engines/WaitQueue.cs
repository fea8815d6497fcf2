using System.Diagnostics;
using Tidepool.Diagnosis;
using Tidepool.Slots;

namespace Tidepool.Engines;

/// <summary>Those who wait until the budget allows them a buffer: first come, first served.</summary>
/// <remarks>
/// Only the first in line is served, and while anybody waits nobody else gets a new buffer. So one who wants much is not starved by many who want
/// little: what comes back and doesn't suffice yet is given up, and the bytes stay free for the one at the head.
/// Lock order: the queue's, then a bucket's. A bucket calls <see cref="Serve"/> only after it has left its own. Waiters are completed, and misuse is told,
/// after both.
/// </remarks>
internal sealed class WaitQueue(WaitQueue.IServer server, PoolContext pool)
{
    /// <summary>So many waiters are kept to be used again.</summary>
    private const int MostSpares = 256;

    private readonly Lock _gate = new();

    private Waiter? _first;
    private Waiter? _last;
    private int _count;
    private long _total;
    private bool _isPrepared;
    private bool _isServing;
    private bool _isClosed;

    /// <summary>Waiters to use again, linked by <see cref="Waiter.Next"/>.</summary>
    private AwaitingWaiter? _spares;
    private int _spareCount;

    /// <summary>What the queue needs of the pool.</summary>
    internal interface IServer
    {
        /// <summary>From now on every return is noticed. Called when somebody waits for the first time.</summary>
        public void PrepareForWaiters();

        /// <summary>Rents for the first in line, if the budget allows it.</summary>
        public Slot? TryRentForWaiter(int size);

        /// <summary>Gives up what lies idle, since there is no memory. Not under the queue's lock.</summary>
        public void ReleaseMemory();

        /// <summary>Reports what a rent found on its way. Where the callback throws, the rent has failed.</summary>
        public void ReportOn(Slot? slot, List<MisuseReport>? found);
    }

    /// <summary>Whether the running thread holds the queue's lock.</summary>
    internal bool IsHeldHere => _gate.IsHeldByCurrentThread;

    /// <summary>How many ever waited.</summary>
    internal long Total => Interlocked.Read(ref _total);

    internal ValueTask<Slot> WaitAsync(int size, CancellationToken cancellationToken)
    {
        ValueTask<Slot> task;
        using (_gate.Hold())
        {
            AwaitingWaiter waiter = TakeSpare() ?? new AwaitingWaiter(this);
            task = waiter.Task;
            Join(waiter, size, cancellationToken);
        }

        Serve();
        return task;
    }

    /// <summary>Blocks instead, in the same line.</summary>
    /// <returns>Null when the time is over.</returns>
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

    /// <summary>Gives buffers to the first in line, as long as there are any. Called after each return and drop while somebody waits.</summary>
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

    /// <summary>The waiter's token was cancelled. Where that happens while <see cref="Join"/> registers it, its caller goes on to serve the others.</summary>
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

    /// <summary>The waiter gives up by itself.</summary>
    /// <returns>False where it is settled: what was settled is delivered.</returns>
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

    /// <summary>Nobody is served any more: those who wait are told that the pool is disposed.</summary>
    internal void Close()
    {
        while (TakeRefused() is { } waiter)
        {
            waiter.Deliver(server);
        }
    }

    internal void Reuse(AwaitingWaiter waiter)
    {
        using (_gate.Hold())
        {
            if (_spareCount < MostSpares)
            {
                waiter.Next = _spares;
                _spares = waiter;
                _spareCount++;
            }
        }
    }

    /// <summary>The waiter stands in line from now on. Under the lock. Where it throws, the waiter doesn't.</summary>
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
                // After the count has changed: what came back before this is seen by the look that follows, and what comes back later is noticed.
                server.PrepareForWaiters();
                _isPrepared = true;
            }
        }
        catch
        {
            // Nobody will wait for it, so it must neither keep the others waiting nor get a buffer.
            if (waiter.IsWaiting)
            {
                Settle(waiter, slot: null, failure: null, found: null);
            }

            throw;
        }
    }

    private AwaitingWaiter? TakeSpare()
    {
        AwaitingWaiter? spare = _spares;
        if (spare is not null)
        {
            _spares = (AwaitingWaiter?)spare.Next;
            spare.Next = null;
            _spareCount--;
        }

        return spare;
    }

    /// <summary>Settles the first in line, if there is something for it. It is to be completed once the lock is free: a callback may do anything.</summary>
    /// <param name="hasReleased">Idle memory has been released, so that a lack of it is final.</param>
    /// <param name="lacksMemory">There was no memory for the first in line, who waits on: release some and come again.</param>
    private Waiter? TakeServed(bool hasReleased, out bool lacksMemory)
    {
        lacksMemory = false;
        using Findings _ = pool.Reporter.CollectUnattended();
        using (_gate.Hold())
        {
            // Making room for the first in line drops buffers, which leads here again.
            if (!_isServing && _first is { } waiter)
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
#pragma warning disable CA1031 // Nothing is swallowed: it comes out where the waiter awaits.
                catch (Exception exception)
#pragma warning restore CA1031
                {
                    // No memory: the waiter's to know, not that of the thread which happened to return a buffer.
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
            return _first is { } waiter
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
        waiter.Previous = _last;
        if (_last is null)
        {
            _first = waiter;
        }
        else
        {
            _last.Next = waiter;
        }

        _last = waiter;
        pool.Budget.Waiting = ++_count;
        Interlocked.Increment(ref _total);
    }

    private void Remove(Waiter waiter)
    {
        if (waiter.Previous is null)
        {
            Debug.Assert(_first == waiter, "Who has nobody before him is the first.");
            _first = waiter.Next;
        }
        else
        {
            waiter.Previous.Next = waiter.Next;
        }

        if (waiter.Next is null)
        {
            _last = waiter.Previous;
        }
        else
        {
            waiter.Next.Previous = waiter.Previous;
        }

        waiter.Previous = null;
        waiter.Next = null;
        pool.Budget.Waiting = --_count;
    }
}
