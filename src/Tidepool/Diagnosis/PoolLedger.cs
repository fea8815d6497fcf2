namespace Tidepool.Diagnosis;

/// <summary>What the size classes of one pool have in common: its name, its clock and the bytes it owns.</summary>
internal sealed class PoolLedger(string? poolName, TimeProvider time)
{
    private long _bytesAlive;
    private long _peakBytesAlive;

    internal string? PoolName { get; } = poolName;

    internal TimeProvider Time { get; } = time;

    /// <summary>The most bytes that the pool's buffers, idle and rented, ever had together.</summary>
    internal long PeakBytesAlive => Interlocked.Read(ref _peakBytesAlive);

    internal void OnCreated(int bytes)
    {
        long alive = Interlocked.Add(ref _bytesAlive, bytes);
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

    internal void OnDropped(int bytes) => Interlocked.Add(ref _bytesAlive, -bytes);
}
