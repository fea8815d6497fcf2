using Tidepool.Decay;

namespace Tidepool.Engines;

/// <content>Limits that may be changed while the pool is in use.</content>
internal abstract partial class PoolEngine
{
    /// <summary>Held while buffers are dropped because the budget is exceeded.</summary>
    private readonly Lock _shrinking = new();

    private int _maxBuffers;

    /// <summary><see cref="long.MaxValue"/> for no limit.</summary>
    private long _maxIdleBytes;

    /// <summary>The decay time to report if there is no clock.</summary>
    private long _decayTicks;

    /// <summary>The most bytes that all buffers may have together; null for no limit. Lowering it drops idle buffers beyond it;
    /// raising it serves waiting callers.</summary>
    internal long? BudgetLimit
    {
        get => Pool.Budget.Limit;
        set
        {
            ThrowIfDisposed();
            Pool.Budget.Limit = value;
            using (Pool.Reporter.Collect())
            {
                MakeRoom(0);
                if (Pool.Budget.IsExceeded)
                {
                    // Rented buffers must be dropped when they come back, so every return must be noticed. This also drops those that have come back meanwhile.
                    PrepareForWaiters();
                }

                Pool.Budget.ServeWaiters();
            }
        }
    }

    /// <summary>Called after a return or a drop, while the budget is exceeded or callers are waiting.</summary>
    private void ServeAfterReturn()
    {
        // Dropping buffers leads here again.
        if (_shrinking.IsHeldByCurrentThread)
        {
            return;
        }

        // A thread that holds the queue's lock is dropping buffers too, for the first waiter.
        if (Pool.Budget.IsExceeded && !_queue.IsHeldHere)
        {
            using (Pool.Reporter.CollectUnattended())
            using (_shrinking.Hold())
            {
                MakeRoom(0);
            }
        }

        _queue.Serve();
    }

    /// <summary>The most idle buffers of one size. Lowering it drops those beyond it.</summary>
    internal int MaxBuffersPerBucket
    {
        get => Volatile.Read(ref _maxBuffers);
        set
        {
            ThrowIfDisposed();
            Interlocked.Exchange(ref _maxBuffers, value);
            ChangeMaxIdleReporting();
        }
    }

    /// <summary>The most idle bytes of one size, but at least one buffer; null for no limit. Lowering it drops buffers beyond it.</summary>
    internal long? MaxIdleBytesPerBucket
    {
        get => Interlocked.Read(ref _maxIdleBytes) is < long.MaxValue and var bytes ? bytes : null;
        set
        {
            ThrowIfDisposed();
            Interlocked.Exchange(ref _maxIdleBytes, value ?? long.MaxValue);
            ChangeMaxIdleReporting();
        }
    }

    /// <summary>How long surplus idle buffers are kept; <see cref="Timeout.InfiniteTimeSpan"/> to keep them indefinitely.</summary>
    internal TimeSpan DecayTime
    {
        get => Clock is { } clock ? clock.DecayTime : TimeSpan.FromTicks(Interlocked.Read(ref _decayTicks));
        set
        {
            ThrowIfDisposed();
            if (Clock is { } clock)
            {
                clock.DecayTime = value;
            }
            else
            {
                Interlocked.Exchange(ref _decayTicks, value.Ticks);
            }
        }
    }

    /// <summary>Drops buffers that have been idle for long; null if nothing is ever idle.</summary>
    private protected virtual DecayClock? Clock => null;

    /// <summary>The most idle buffers of one size under the present limits.</summary>
    private protected int MaxIdleOf(int bufferSize) =>
        (int)Math.Min(Volatile.Read(ref _maxBuffers), Math.Max(1, Interlocked.Read(ref _maxIdleBytes) / bufferSize));

    /// <summary>Applies <see cref="MaxIdleOf"/> to all buckets, and drops idle buffers beyond it.</summary>
    private protected abstract void ChangeMaxIdle();

    private void ChangeMaxIdleReporting()
    {
        using (Pool.Reporter.Collect())
        {
            ChangeMaxIdle();
            Pool.Budget.ServeWaiters();
        }
    }
}
