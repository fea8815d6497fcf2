namespace Tidepool.Accounting;

/// <summary>The bytes that the buffers of one pool take up, and how many they may.</summary>
/// <remarks>Bytes are booked when a buffer is created and when one is dropped, never when one is rented or returned.</remarks>
internal sealed class Budget(long? limit)
{
    /// <summary>See <see cref="Limit"/>; <see cref="long.MaxValue"/> for none.</summary>
    private long _limit = limit ?? long.MaxValue;

    private long _bytesAlive;
    private long _peakBytesAlive;
    private int _waiting;

    /// <summary>The most bytes that the pool's buffers, idle and rented, may have together; null for no limit. May be changed at any time;
    /// who lowers it sees to it that idle ones are given up.</summary>
    internal long? Limit
    {
        get => Interlocked.Read(ref _limit) is < long.MaxValue and var bytes ? bytes : null;
        set => Interlocked.Exchange(ref _limit, value ?? long.MaxValue);
    }

    /// <summary>The bytes of all buffers, idle and rented.</summary>
    internal long BytesAlive => Interlocked.Read(ref _bytesAlive);

    /// <summary>The most bytes that the pool's buffers ever had together.</summary>
    internal long PeakBytesAlive => Interlocked.Read(ref _peakBytesAlive);

    /// <summary>How many callers wait for a buffer, of whatever size. Whoever changes it issues a full fence and then looks for idle buffers: so does,
    /// in the opposite order, whoever returns one.</summary>
    internal int Waiting
    {
        get => Volatile.Read(ref _waiting);
        set => Interlocked.Exchange(ref _waiting, value);
    }

    /// <summary>Gives those who wait what there is. Not under a bucket's lock.</summary>
    internal Action Serve { get; set; } = static () => { };

    /// <summary>Called after each return to everybody, and each drop. Not under a bucket's lock.</summary>
    internal void ServeWaiters()
    {
        if (Waiting > 0)
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

    /// <summary>Takes back what was booked for buffers that were dropped, or could not be created.</summary>
    internal void Release(long bytes) => Interlocked.Add(ref _bytesAlive, -bytes);

    /// <summary>By how many bytes a reservation would exceed the limit now; 0 when it would not.</summary>
    internal long ShortOf(int bytes) => Math.Max(0, BytesAlive + bytes - Interlocked.Read(ref _limit));

    /// <summary>Called when a buffer has been created for which bytes were booked.</summary>
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
