namespace Tidepool;

public sealed partial class BytePool
{
    /// <summary>The budget: the most bytes that all buffers of the pool, idle and rented, may take up together; null for no limit.
    /// Initially <see cref="BytePoolOptions.MaxTotalBytes"/>. May be changed while the pool is in use, including that of <see cref="Shared"/>.</summary>
    /// <value>At least the smallest buffer (<see cref="MinSize"/>), or null.</value>
    /// <remarks>
    /// <para>Lowering it releases idle buffers until the pool is within the new budget or nothing is idle. Rented buffers stay valid. As long as they
    /// exceed the budget, each one that is returned is released, and no new one is made; from then on, every rent and return takes interlocked operations.
    /// Raising it serves callers that are waiting for the budget, first come, first served.</para>
    /// <para>A caller that is already waiting for more than a new limit allows is not turned away: it keeps waiting, and so do those behind it,
    /// until the limit is raised or the caller's token is cancelled.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than the smallest buffer. Nothing changes.</exception>
    /// <exception cref="ObjectDisposedException">Set after the pool has been disposed.</exception>
    public long? MaxTotalBytes
    {
        get => _engine.BudgetLimit;
        set
        {
            if (value < MinSize)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(value), value, $"The budget must be at least {MinSize:N0}, the size of the pool's smallest buffer, or null for no budget. "
                        + "A smaller budget could never hold a buffer.");
            }

            _engine.BudgetLimit = value;
            GC.KeepAlive(this);
        }
    }

    /// <summary>The most idle buffers kept in one bucket; rented ones don't count. Initially <see cref="BytePoolOptions.MaxBuffersPerBucket"/>.
    /// May be changed while the pool is in use, including that of <see cref="Shared"/>.</summary>
    /// <value>0 (none) or more.</value>
    /// <remarks>Lowering it releases the idle buffers beyond it before the setter returns; buffers that are rented at that moment are kept or released
    /// when they are returned. Raising it lets more returned buffers be kept. <see cref="MaxIdleBytesPerBucket"/> applies as well.
    /// In <see cref="PoolMode.Unpooled"/> mode it has no effect, since nothing is ever idle. May be set by any thread at any time;
    /// if several threads set it at once, one of the values applies to all buckets.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative. Nothing changes.</exception>
    /// <exception cref="ObjectDisposedException">Set after the pool has been disposed.</exception>
    public int MaxBuffersPerBucket
    {
        get => _engine.MaxBuffersPerBucket;
        set
        {
            ThrowUnless(value >= 0, nameof(MaxBuffersPerBucket), value, BytePoolOptions.MaxBuffersRule);
            _engine.MaxBuffersPerBucket = value;
            GC.KeepAlive(this);
        }
    }

    /// <summary>The most bytes kept idle in one bucket, though never less than one buffer; null for no limit. Initially
    /// <see cref="BytePoolOptions.MaxIdleBytesPerBucket"/>. May be changed while the pool is in use, including that of <see cref="Shared"/>.</summary>
    /// <value>1 or more, or null.</value>
    /// <remarks>Takes effect like <see cref="MaxBuffersPerBucket"/>, which applies as well: lowering it releases the idle buffers beyond it,
    /// and raising it lets more be kept. To keep none at all, set <see cref="MaxBuffersPerBucket"/> to 0.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1. Nothing changes.</exception>
    /// <exception cref="ObjectDisposedException">Set after the pool has been disposed.</exception>
    public long? MaxIdleBytesPerBucket
    {
        get => _engine.MaxIdleBytesPerBucket;
        set
        {
            ThrowUnless(value is null or >= 1, nameof(MaxIdleBytesPerBucket), value, BytePoolOptions.MaxIdleBytesRule);
            _engine.MaxIdleBytesPerBucket = value;
            GC.KeepAlive(this);
        }
    }

    /// <summary>How long surplus idle buffers are kept; <see cref="Timeout.InfiniteTimeSpan"/> to keep them indefinitely. Initially
    /// <see cref="BytePoolOptions.DecayTime"/>. May be changed while the pool is in use, including that of <see cref="Shared"/>.</summary>
    /// <value>100 ms to 30 days, or <see cref="Timeout.InfiniteTimeSpan"/>.</value>
    /// <remarks>Buffers are released in 25 steps over the decay time. A new value applies from the next step, which comes no later than the new value says.
    /// A buffer that has been idle for half of the old time has half of the new time left. An infinite value stops the clock; if the pool has no clock,
    /// a finite value starts one. In <see cref="PoolMode.Unpooled"/> mode it has no effect, since nothing is ever idle. May be set by any thread
    /// at any time.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is neither in the range nor infinite. Nothing changes.</exception>
    /// <exception cref="InvalidOperationException">The pool needs its first timer, and <see cref="BytePoolOptions.TimeProvider"/> does not make one.
    /// Nothing changes.</exception>
    /// <exception cref="ObjectDisposedException">Set after the pool has been disposed.</exception>
    public TimeSpan DecayTime
    {
        get => _engine.DecayTime;
        set
        {
            ThrowUnless(BytePoolOptions.IsDecayTime(value), nameof(DecayTime), value, BytePoolOptions.DecayTimeRule);
            _engine.DecayTime = value;
            GC.KeepAlive(this);
        }
    }

    private static void ThrowUnless(bool isRight, string property, object? value, string rule)
    {
        if (!isRight)
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, $"{property} {rule}.");
        }
    }
}
