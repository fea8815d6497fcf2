using Tidepool.Decay;

namespace Tidepool.Engines;

/// <content>Limits that may change while the pool runs.</content>
internal abstract partial class PoolEngine
{
    private int _maxBuffers;

    /// <summary><see cref="long.MaxValue"/> for no limit.</summary>
    private long _maxIdleBytes;

    /// <summary>Where there is no clock, the decay time that it would go by.</summary>
    private long _decayTicks;

    /// <summary>The most bytes that all buffers may have together; null for no limit. When it is lowered, idle buffers beyond it are given up;
    /// when it is raised, those who wait are served.</summary>
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
                Pool.Budget.ServeWaiters();
            }
        }
    }

    /// <summary>The most idle buffers of a size. When it is lowered, those beyond it are given up.</summary>
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

    /// <summary>The most idle bytes of a size, but at least one buffer; null for no limit. When it is lowered, buffers beyond it are given up.</summary>
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

    /// <summary>How long surplus idle buffers are kept; <see cref="Timeout.InfiniteTimeSpan"/> for good.</summary>
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

    /// <summary>Gives up what has lain idle for long; null where nothing is ever idle.</summary>
    private protected virtual DecayClock? Clock => null;

    /// <summary>The most idle buffers of a size, by what holds now.</summary>
    private protected int MaxIdleOf(int bufferSize) =>
        (int)Math.Min(Volatile.Read(ref _maxBuffers), Math.Max(1, Interlocked.Read(ref _maxIdleBytes) / bufferSize));

    /// <summary>Has every size keep as many idle buffers as <see cref="MaxIdleOf"/> says now, and gives up those beyond that.</summary>
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
