using Tidepool.Diagnosis;

namespace Tidepool.Tracking;

/// <summary>Stands beside a tracked slot and is finalized when nothing refers to that any more: its lease was dropped.</summary>
/// <remarks>It doesn't refer to the slot, nor to the buffer where that is on the managed heap: these are collected at once,
/// as anything else that is dropped.</remarks>
/// <param name="bucket">Where the buffer came from.</param>
/// <param name="rented">Who rented.</param>
/// <param name="length">Bytes asked for.</param>
/// <param name="capacity">Bytes in the buffer.</param>
/// <param name="pages">The buffer, where it is on pages of its own, which somebody has to give back.</param>
internal sealed class DropWatch(TrackedBucket bucket, RentTrace rented, int length, int capacity, GuardedBuffer? pages)
{
    private static long s_made;

    /// <summary>What became of the lease. Of several returns one changes it first.</summary>
    private volatile Fate _fate;

    private bool _isUnreachable;

    ~DropWatch()
    {
        if (_fate != Fate.Out)
        {
            return;
        }

        if (!_isUnreachable)
        {
            // The finalizer of an object that has the lease may still return it. If not, the next collection is the proof.
            _isUnreachable = true;
            GC.ReRegisterForFinalize(this);
        }
        else if (Interlocked.CompareExchange(ref _fate, Fate.Dropped, Fate.Out) == Fate.Out)
        {
            TellUnattended();
        }
    }

    private enum Fate
    {
        Out,
        Returned,
        Dropped,
    }

    /// <summary>Tells the leases apart.</summary>
    internal long Id { get; } = Interlocked.Increment(ref s_made);

    internal RentTrace Rented => rented;

    internal int Length => length;

    internal int Capacity => capacity;

    internal GuardedBuffer? Pages => pages;

    /// <summary>The lease may come back.</summary>
    internal bool IsOut => _fate == Fate.Out;

    internal bool IsReturned => _fate == Fate.Returned;

    /// <summary>The lease is being returned.</summary>
    /// <returns>Whether the buffer is to be taken back; null where the lease has been returned before.</returns>
    internal bool? TryReturn() => Interlocked.Exchange(ref _fate, Fate.Returned) switch
    {
        Fate.Out => true,

        // It was found dropped, and its buffer has been given up.
        Fate.Dropped => false,
        _ => null,
    };

    private void TellUnattended()
    {
        try
        {
            bucket.OnDropped(this);
        }
#pragma warning disable CA1031 // It would end the process: this is the finalizer's thread. The lease is counted by now.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Unattended.Report("a lease was dropped, and what follows from that failed", failure);
        }
    }

    /// <summary>There is nothing to watch any more.</summary>
    internal void Settle()
    {
#pragma warning disable CA1816 // The rule knows finalizers only as a part of Dispose; this one counts dropped leases.
        GC.SuppressFinalize(this);
#pragma warning restore CA1816
    }
}
