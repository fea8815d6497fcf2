namespace Tidepool.Slots;

/// <summary>The threads' caches of one pool.</summary>
internal sealed class ThreadCaches(SizeClasses classes)
{
    /// <summary>The pool's index in every thread's tables.</summary>
    internal OwnerThreads.PoolId Id { get; } = OwnerThreads.AcquirePoolId();

    /// <summary>The running thread's cache; null if it has none yet, or the pool has been closed: another pool may have its id by now.</summary>
    internal ThreadCache? Known => KnownOf(OwnerThread.Current ?? OwnerThread.None);

    /// <summary>Like <see cref="Known"/>, for the thread that the running one acts as: faster, but that thread may have ended.</summary>
    internal ThreadCache? KnownOfActing => KnownOf(OwnerThread.Acting);

    private ThreadCache? KnownOf(OwnerThread thread)
    {
        ThreadCache?[] caches = thread.Caches;
        int id = Id.Value;
        return (uint)id < (uint)caches.Length && !Id.IsReleased ? caches[id] : null;
    }

    /// <summary>The running thread's cache, made on first use; null if the pool has been closed.</summary>
    internal ThreadCache? GetOrCreate()
    {
        OwnerThread thread = OwnerThread.Current ?? OwnerThread.CreateForCurrentThread();
        if (Known is { } known)
        {
            return known;
        }

        ThreadCache cache = new(thread, classes);
        return OwnerThreads.TryAttach(cache, Id) ? cache : null;
    }
}
