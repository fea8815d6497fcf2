using Tidepool.Diagnosis;

namespace Tidepool.Slots;

/// <summary>What the size classes of one pool have in common: its name, its clock, the bytes it owns and how many it may own.</summary>
/// <remarks>Bytes are booked when a buffer is created and when one is dropped, never when one is rented or returned.</remarks>
internal sealed class PoolLedger(string? poolName, TimeProvider time, long? limit)
{
    private long _bytesAlive;
    private long _peakBytesAlive;

    internal string? PoolName { get; } = poolName;

    internal TimeProvider Time { get; } = time;

    /// <summary>Records who rents, now and then.</summary>
    internal RentSampling Sampling { get; init; } = RentSampling.Off;

    /// <summary>Where reports of misuse go.</summary>
    internal MisuseDesk Desk { get; init; } = new(null);

    /// <summary>The most bytes that the pool's buffers, idle and rented, may have together; null for no limit.</summary>
    internal long? Limit { get; } = limit;

    /// <summary>The bytes of all buffers, idle and rented.</summary>
    internal long BytesAlive => Interlocked.Read(ref _bytesAlive);

    /// <summary>The most bytes that the pool's buffers ever had together.</summary>
    internal long PeakBytesAlive => Interlocked.Read(ref _peakBytesAlive);

    /// <summary>Called where a buffer came back or was dropped while somebody waits. Not under a depot's lock.</summary>
    internal Action ServeWaiters { get; set; } = static () => { };

    /// <summary>Books the bytes of a buffer that is about to be created, unless they would exceed the limit.</summary>
    internal bool TryReserve(int bytes)
    {
        long alive = Interlocked.Read(ref _bytesAlive);
        while (true)
        {
            if (alive + bytes > Limit)
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

    /// <summary>Takes back what was booked for a buffer that was dropped, or could not be created.</summary>
    internal void Release(int bytes) => Interlocked.Add(ref _bytesAlive, -bytes);

    /// <summary>What a rent from the pool throws once it has been disposed.</summary>
    internal ObjectDisposedException Disposed() =>
        new(typeof(BytePool).FullName, PoolName is { } name ? $"The pool \"{name}\" has been disposed." : "The pool has been disposed.");

    /// <summary>By how many bytes a reservation would exceed the limit now; 0 when it would not.</summary>
    internal long ShortOf(int bytes) => Math.Max(0, BytesAlive + bytes - (Limit ?? long.MaxValue));

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
