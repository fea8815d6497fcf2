namespace Tidepool.Slots;

/// <summary>All threads of the process that rent, and the ids by which they find a pool's cache.</summary>
/// <remarks>
/// An id is reused once its pool is gone, so the threads' tables are no longer than the largest number of pools that were alive at once.
/// Before that, the id's entry is cleared in every thread's tables, under the lock that also guards their growth.
/// </remarks>
internal static class OwnerThreads
{
    /// <summary>How many threads one search for an ended one looks at. Arbitrary: few enough that a rent that makes a buffer doesn't notice.</summary>
    private const int EndedLook = 8;

    private static readonly Lock s_gate = new();
    private static readonly List<OwnerThread> s_threads = [];
    private static readonly Stack<int> s_freeIds = [];
    private static int s_nextId;

    /// <summary>Where the next search for ended threads begins.</summary>
    private static int s_endedCursor;

    internal static PoolId AcquirePoolId()
    {
        using (s_gate.Hold())
        {
            // Make room now for this id to come back: its release, perhaps in a finalizer, must not allocate.
            s_freeIds.EnsureCapacity(s_nextId + 1);
            return new PoolId(s_freeIds.TryPop(out int id) ? id : s_nextId++);
        }
    }

    /// <summary>Forgets the pool in every thread's tables. From then on, all rents from that pool take the slow path.</summary>
    internal static void Release(PoolId poolId)
    {
        using (s_gate.Hold())
        {
            if (poolId.IsReleased)
            {
                return;
            }

            int id = poolId.Value;
            poolId.IsReleased = true;
            foreach (OwnerThread thread in s_threads)
            {
                if (id < thread.Caches.Length)
                {
                    thread.HotByPool[id] = null;
                    thread.Caches[id] = null;
                }
            }

            s_freeIds.Push(id);
        }
    }

    internal static void Add(OwnerThread thread)
    {
        using (s_gate.Hold())
        {
            s_threads.Add(thread);
        }
    }

    /// <summary>Adds a cache to its thread's tables, unless the pool has been released.</summary>
    internal static bool TryAttach(ThreadCache cache, PoolId poolId)
    {
        using (s_gate.Hold())
        {
            if (poolId.IsReleased)
            {
                return false;
            }

            OwnerThread thread = cache.Thread;
            int id = poolId.Value;
            if (id >= thread.Caches.Length)
            {
                int length = Math.Max(id + 1, Math.Max(4, thread.Caches.Length * 2));
                Slot[]?[] hotByPool = new Slot[]?[length];
                thread.HotByPool.CopyTo(hotByPool, 0);
                ThreadCache?[] caches = new ThreadCache?[length];
                thread.Caches.CopyTo(caches, 0);
                thread.HotByPool = hotByPool;
                thread.Caches = caches;
            }

            thread.Caches[id] = cache;
            thread.HotByPool[id] = cache.Hot;
            return true;
        }
    }

    /// <summary>Looks at the next few threads, and takes over one that has ended.</summary>
    /// <returns>True if there was one: its idle buffers are shared now.</returns>
    /// <remarks>Called before a buffer is made. A finalizer reports ended threads too, but only after a collection, and where threads come and go fast,
    /// the pool would fill up in between.</remarks>
    internal static bool TakeOverEnded()
    {
        if (FindEnded() is not { } thread)
        {
            return false;
        }

        OnThreadEnded(thread);
        return true;
    }

    /// <summary>Takes over what an ended thread has left behind. The first caller that sees the thread ended does it; further calls do nothing.</summary>
    internal static void OnThreadEnded(OwnerThread thread)
    {
        ThreadCache?[] caches;
        using (s_gate.Hold())
        {
            if (!s_threads.Remove(thread))
            {
                return;
            }

            StackPage.Close(thread);
            thread.IsTakenOver = true;
            caches = thread.Caches;

            // The thread object may be referred to for a while; what it had is released.
            thread.Caches = [];
            thread.HotByPool = [];
        }

        // A new thread may act in the place of the ended one just now. Either it sees that this one is taken over, or we see what it did.
        Interlocked.MemoryBarrierProcessWide();
        foreach (ThreadCache? cache in caches)
        {
            cache?.OnThreadEnded();
        }
    }

    private static OwnerThread? FindEnded()
    {
        // Not worth waiting for: the thread that holds the lock is probably doing the same.
        if (!s_gate.TryEnter())
        {
            return null;
        }

        try
        {
            for (int looked = 0; looked < Math.Min(EndedLook, s_threads.Count); looked++)
            {
                s_endedCursor = s_endedCursor + 1 < s_threads.Count ? s_endedCursor + 1 : 0;
                if (s_threads[s_endedCursor].HasEnded)
                {
                    return s_threads[s_endedCursor];
                }
            }

            return null;
        }
        finally
        {
            s_gate.Exit();
        }
    }

    /// <summary>A pool's index in every thread's tables, until it is released.</summary>
    internal sealed class PoolId(int value)
    {
        internal int Value { get; } = value;

        /// <summary>Set under the lock, once.</summary>
        internal bool IsReleased { get; set; }
    }
}
