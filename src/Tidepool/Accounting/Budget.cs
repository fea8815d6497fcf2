namespace Tidepool.Accounting;

/// <summary>The bytes of one pool's buffers, and their limit.</summary>
/// <remarks>Bytes are booked when a buffer is made or dropped, never when one is rented or returned.</remarks>
internal sealed class Budget(long? limit)
{
    /// <summary>See <see cref="Limit"/>; <see cref="long.MaxValue"/> for none.</summary>
    private long _limit = limit ?? long.MaxValue;

    private long _bytesAlive;
    private long _peakBytesAlive;
    private int _waiting;

    /// <summary>False where a look at <see cref="IsExceeded"/> can be spared: reading the two numbers takes an interlocked operation each.</summary>
    private volatile bool _mayBeExceeded;

    /// <summary>The most bytes that the pool's buffers, idle and rented, may have together; null for no limit. May be changed at any time;
    /// the caller that lowers it has to drop idle buffers.</summary>
    internal long? Limit
    {
        get => Interlocked.Read(ref _limit) is < long.MaxValue and var bytes ? bytes : null;
        set
        {
            Interlocked.Exchange(ref _limit, value ?? long.MaxValue);
            _mayBeExceeded = true;
        }
    }

    /// <summary>The bytes of all buffers, idle and rented.</summary>
    internal long BytesAlive => Interlocked.Read(ref _bytesAlive);

    /// <summary>The most bytes that the pool's buffers ever had together.</summary>
    internal long PeakBytesAlive => Interlocked.Read(ref _peakBytesAlive);

    /// <summary>How many callers wait for a buffer, of whatever size. Setting it is a full fence, after which the caller looks for idle buffers; a return
    /// does the same in the opposite order.</summary>
    internal int Waiting
    {
        get => Volatile.Read(ref _waiting);
        set => Interlocked.Exchange(ref _waiting, value);
    }

    /// <summary>Whether the buffers have more bytes together than the limit, which was lowered while they were rented.</summary>
    internal bool IsExceeded
    {
        get
        {
            if (!_mayBeExceeded)
            {
                return false;
            }

            // Cleared before the numbers are read, and not written if they are within the limit, so a limit that is lowered meanwhile isn't overlooked.
            _mayBeExceeded = false;
            Interlocked.MemoryBarrier();
            if (BytesAlive <= Interlocked.Read(ref _limit))
            {
                return false;
            }

            _mayBeExceeded = true;
            return true;
        }
    }

    /// <summary>Drops idle buffers while the limit is exceeded, and serves waiting callers as far as possible. Not under a bucket's lock.</summary>
    internal Action Serve { get; set; } = static () => { };

    /// <summary>Called after every return of a shared slot, and every drop. Not under a bucket's lock.</summary>
    internal void ServeWaiters()
    {
        if (Waiting > 0 || _mayBeExceeded)
        {
            Serve();
        }
    }

    /// <summary>Books the bytes of a buffer that is about to be created, unless they would exceed the limit.</summary>
    internal bool TryReserve(int bytes)
    {
        long alive = Interlocked.Read(ref _bytesAlive);
        while (true)
        {
            if (alive + bytes > Interlocked.Read(ref _limit))
            {
                return false;
            }

            long seen = Interlocked.CompareExchange(ref _bytesAlive, alive + bytes, alive);
            if (seen == alive)
            {
                return true;
            }

            alive = seen;
        }
    }

    /// <summary>Unbooks buffers that were dropped, or could not be made.</summary>
    internal void Release(long bytes) => Interlocked.Add(ref _bytesAlive, -bytes);

    /// <summary>By how many bytes a reservation would exceed the limit now; 0 if it wouldn't.</summary>
    internal long ShortOf(int bytes) => Math.Max(0, BytesAlive + bytes - Interlocked.Read(ref _limit));

    /// <summary>Called once a buffer has been made for which bytes were booked.</summary>
    internal void NoteCreated()
    {
        long alive = BytesAlive;
        long peak = Interlocked.Read(ref _peakBytesAlive);
        while (alive > peak)
        {
            long seen = Interlocked.CompareExchange(ref _peakBytesAlive, alive, peak);
            if (seen == peak)
            {
                return;
            }

            peak = seen;
        }
    }
}
