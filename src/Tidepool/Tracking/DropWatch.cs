using Tidepool.Diagnosis;

namespace Tidepool.Tracking;

/// <summary>Accompanies a tracked slot, and is finalized when nothing refers to the slot any more: its lease was dropped.</summary>
/// <remarks>It refers neither to the slot nor to a buffer on the managed heap, so these are collected at once,
/// like anything else that is dropped.</remarks>
/// <param name="bucket">The bucket that the buffer came from.</param>
/// <param name="rented">The trace of the rent.</param>
/// <param name="length">The number of bytes requested.</param>
/// <param name="capacity">The size of the buffer.</param>
/// <param name="pages">The buffer, if it is made of pages, which have to be freed explicitly.</param>
internal sealed class DropWatch(TrackedBucket bucket, RentTrace rented, int length, int capacity, GuardedBuffer? pages)
{
    private static long s_made;

    /// <summary>The state of the lease. If several returns race, the first to change it wins.</summary>
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
            // The finalizer of an object that holds the lease may still return it. If it doesn't, the next collection is proof that it never will be.
            _isUnreachable = true;
            GC.ReRegisterForFinalize(this);
        }
        else if (Interlocked.CompareExchange(ref _fate, Fate.Dropped, Fate.Out) == Fate.Out)
        {
            OnDropped();
        }
    }

    private enum Fate
    {
        Out,
        Returned,
        Dropped,
    }

    /// <summary>Identifies the lease.</summary>
    internal long Id { get; } = Interlocked.Increment(ref s_made);

    internal RentTrace Rented => rented;

    internal int Length => length;

    internal int Capacity => capacity;

    internal GuardedBuffer? Pages => pages;

    /// <summary>Whether the lease may still be returned.</summary>
    internal bool IsOut => _fate == Fate.Out;

    internal bool IsReturned => _fate == Fate.Returned;

    /// <summary>Marks the lease as returned.</summary>
    /// <returns>Whether the buffer is to be taken back; null if the lease had been returned before.</returns>
    internal bool? TryReturn() => Interlocked.Exchange(ref _fate, Fate.Returned) switch
    {
        Fate.Out => true,

        // It was found dropped, and its buffer has been written off.
        Fate.Dropped => false,
        _ => null,
    };

    private void OnDropped()
    {
        try
        {
            bucket.OnDropped(this);
        }
#pragma warning disable CA1031 // An exception on the finalizer thread would end the process. The lease has been counted by now.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Unattended.Report("handling a dropped lease failed", failure);
        }
    }

    /// <summary>Ends the watch.</summary>
    internal void Settle()
    {
#pragma warning disable CA1816 // The rule expects finalizers only as a part of Dispose; this one counts dropped leases.
        GC.SuppressFinalize(this);
#pragma warning restore CA1816
    }
}
