namespace Tidepool;

public sealed partial class BytePool
{
    /// <summary>The budget: the most bytes that all buffers of the pool, idle and rented, may take up together; null for none.
    /// At first <see cref="BytePoolOptions.MaxTotalBytes"/>; may be changed while the pool runs, also that of <see cref="Shared"/>.</summary>
    /// <value>At least the smallest buffer (<see cref="MinSize"/>), or null.</value>
    /// <remarks>
    /// <para>When it is lowered, idle buffers are released until the pool is within it, as far as that goes: what is rented stays,
    /// and nothing new is made until enough of it has come back and been released. When it is raised,
    /// callers of <see cref="RentAsync"/> that wait get what they wait for, first come, first served.</para>
    /// <para>A caller that already waits for more than a new limit allows isn't turned away: it waits, and those behind it, until the limit is raised,
    /// or the caller's token is cancelled.</para>
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
                    nameof(value), value, $"The budget must be at least {MinSize:N0}, the smallest buffer of the pool, or null for none; "
                        + "no buffer would ever fit.");
            }

            _engine.BudgetLimit = value;
            GC.KeepAlive(this);
        }
    }

    /// <summary>The most idle buffers kept in one bucket; those that are out don't count. At first <see cref="BytePoolOptions.MaxBuffersPerBucket"/>;
    /// may be changed while the pool runs, also that of <see cref="Shared"/>.</summary>
    /// <value>0 (none) or more.</value>
    /// <remarks>When it is lowered, idle buffers beyond it are released, wherever they lie, before the setter returns; what is out then is kept, or not,
    /// when it comes back. When it is raised, more of what comes back is kept. <see cref="MaxIdleBytesPerBucket"/> goes on holding beside it.
    /// In <see cref="PoolMode.Unpooled"/> mode it changes nothing, since nothing is ever idle. May be set by any thread at any time;
    /// of values that are set at once, one holds for all buckets.</remarks>
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

    /// <summary>The most bytes kept idle in one bucket, but at least one buffer; null for no limit. At first
    /// <see cref="BytePoolOptions.MaxIdleBytesPerBucket"/>; may be changed while the pool runs, also that of <see cref="Shared"/>.</summary>
    /// <value>1 or more, or null.</value>
    /// <remarks>As <see cref="MaxBuffersPerBucket"/>, which goes on holding beside it: lowered, it releases idle buffers beyond it; raised, it lets more be
    /// kept. To keep none at all, set that to 0.</remarks>
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

    /// <summary>How long surplus idle buffers are kept; <see cref="Timeout.InfiniteTimeSpan"/> for good. At first <see cref="BytePoolOptions.DecayTime"/>;
    /// may be changed while the pool runs, also that of <see cref="Shared"/>.</summary>
    /// <value>100 ms to 30 days, or <see cref="Timeout.InfiniteTimeSpan"/>.</value>
    /// <remarks>Buffers are released in 25 steps of the decay time. A new one holds from the next step, which comes no later than the new time says.
    /// What has lain idle for half of the old time has half of the new one left. Infinite stops the clock, and a pool that had none gets one when the time
    /// becomes finite. In <see cref="PoolMode.Unpooled"/> mode it changes nothing, since nothing is ever idle. May be set by any thread at any time.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is neither in the range nor infinite. Nothing changes.</exception>
    /// <exception cref="InvalidOperationException">The pool needs its first timer, and <see cref="BytePoolOptions.TimeProvider"/> makes none.
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
