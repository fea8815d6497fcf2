namespace Tidepool.Slots;

/// <summary>All homes of the process, and the ids by which they find a pool's cache.</summary>
/// <remarks>
/// An id is used again once its pool is gone, so the tables stay as long as the largest number of pools alive at once.
/// Before that happens the id's entry is cleared in every home, under the lock that also guards the tables' growth.
/// </remarks>
internal static class Homes
{
    /// <summary>How many homes a search for ended threads looks at.</summary>
    private const int EndedLook = 8;

    private static readonly Lock s_gate = new();
    private static readonly List<Home> s_homes = [];
    private static readonly Stack<int> s_freeIds = [];
    private static int s_nextId;

    /// <summary>Where the next search for ended threads begins.</summary>
    private static int s_endedCursor;

    internal static PoolId AcquirePoolId()
    {
        using (s_gate.Hold())
        {
            // Room for this id to come back is made now: releasing it, perhaps in a finalizer, must not allocate.
            s_freeIds.EnsureCapacity(s_nextId + 1);
            return new PoolId(s_freeIds.TryPop(out int id) ? id : s_nextId++);
        }
    }

    /// <summary>Forgets the pool in every thread. From here on all rents of that pool take the slow path.</summary>
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
            foreach (Home home in s_homes)
            {
                if (id < home.Caches.Length)
                {
                    home.HotByPool[id] = null;
                    home.Caches[id] = null;
                }
            }

            s_freeIds.Push(id);
        }
    }

    internal static void Add(Home home)
    {
        using (s_gate.Hold())
        {
            s_homes.Add(home);
        }
    }

    /// <summary>Makes a cache known to its thread, unless the pool has been released.</summary>
    internal static bool TryAttach(Home home, ThreadCache cache, PoolId poolId)
    {
        using (s_gate.Hold())
        {
            if (poolId.IsReleased)
            {
                return false;
            }

            int id = poolId.Value;
            if (id >= home.Caches.Length)
            {
                int length = Math.Max(id + 1, Math.Max(4, home.Caches.Length * 2));
                Slot[]?[] hotByPool = new Slot[]?[length];
                home.HotByPool.CopyTo(hotByPool, 0);
                ThreadCache?[] caches = new ThreadCache?[length];
                home.Caches.CopyTo(caches, 0);
                home.HotByPool = hotByPool;
                home.Caches = caches;
            }

            home.HotByPool[id] = cache.Hot;
            home.Caches[id] = cache;
            return true;
        }
    }

    /// <summary>Looks at the next few homes, and gives back what an ended thread has left behind.</summary>
    /// <returns>True when there was one: its idle buffers are in the depots now.</returns>
    /// <remarks>Called before a buffer is made. The collector tells of ended threads too, but only when it runs, and where threads come and go fast
    /// the pool would fill up in between.</remarks>
    internal static bool TakeOverEnded()
    {
        if (FindEnded() is not { } home)
        {
            return false;
        }

        OnThreadEnded(home);
        return true;
    }

    /// <summary>Gives back what a thread has left behind. Called once or twice for each: whoever sees it ended first does it.</summary>
    internal static void OnThreadEnded(Home home)
    {
        ThreadCache?[] caches;
        using (s_gate.Hold())
        {
            if (!s_homes.Remove(home))
            {
                return;
            }

            StackPage.Close(home);
            caches = home.Caches;
        }

        foreach (ThreadCache? cache in caches)
        {
            cache?.OnThreadEnded();
        }
    }

    private static Home? FindEnded()
    {
        // Who has to wait for this needn't look: another one does.
        if (!s_gate.TryEnter())
        {
            return null;
        }

        try
        {
            for (int looked = 0; looked < Math.Min(EndedLook, s_homes.Count); looked++)
            {
                s_endedCursor = s_endedCursor + 1 < s_homes.Count ? s_endedCursor + 1 : 0;
                if (s_homes[s_endedCursor].HasEnded)
                {
                    return s_homes[s_endedCursor];
                }
            }

            return null;
        }
        finally
        {
            s_gate.Exit();
        }
    }

    /// <summary>Where a pool stands in every home's tables, until it is released.</summary>
    internal sealed class PoolId(int value)
    {
        internal int Value { get; } = value;

        /// <summary>Set under the lock, once.</summary>
        internal bool IsReleased { get; set; }
    }
}
