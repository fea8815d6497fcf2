using System.Runtime.CompilerServices;

namespace Tidepool.Slots;

/// <summary>A thread that rents, and the way to its caches.</summary>
/// <remarks>Only the thread itself uses these fields, except that <see cref="OwnerThreads"/> grows and clears the tables under its lock.</remarks>
internal sealed class OwnerThread
{
    /// <summary>A placeholder for no thread.</summary>
    internal static readonly OwnerThread None = new(thread: null);

    /// <summary>How many rents on pages other than <see cref="Page"/> make the present page the thread's. Arbitrary.</summary>
    private const int PagePatience = 32;

    private static int s_lastNumber;

    /// <summary>The page of the thread's stack by which it is recognized, or <see cref="StackPage.None"/>. Written rarely.</summary>
    internal nuint Page;

    /// <summary>By pool id: the hot slots of that pool's cache, one for each size cell; null where the thread has not used that pool.</summary>
    internal Slot[]?[] HotByPool = [];

    /// <summary>By pool id: the thread's cache of that pool.</summary>
    internal ThreadCache?[] Caches = [];

    /// <summary>Set once the thread has ended and what it had is being taken over. A process-wide barrier follows, so a thread that acted in its place
    /// until then sees this, or the thread that takes over sees what it did.</summary>
    internal volatile bool IsTakenOver;

    private readonly Thread? _thread;

    private OwnerThread(Thread? thread)
    {
        _thread = thread;
        Number = thread is null ? (ushort)0 : (ushort)((Interlocked.Increment(ref s_lastNumber) % ushort.MaxValue) + 1);
    }

    /// <summary>The running thread; null if it has not rented from any pool yet.</summary>
    internal static OwnerThread? Current
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => ThreadSlot.t_current;
    }

    /// <summary>The thread that the running one acts as: itself, or one that has ended and whose place it takes (see <see cref="StackPage"/>);
    /// <see cref="None"/> if it has not rented from any pool yet. Faster than <see cref="Current"/>.</summary>
    internal static OwnerThread Acting
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get
        {
            nuint page = StackPage.Current;
            OwnerThread candidate = StackPage.CandidateFor(page);
            return candidate.Page == page ? candidate : Current ?? None;
        }
    }

    /// <summary>Identifies a slot's last renter: 1 or more for a thread, 0 for <see cref="None"/>. After 65,535 threads, numbers are used again.</summary>
    internal ushort Number { get; }

    /// <summary>How many rents have run on another page since <see cref="Page"/> last changed.</summary>
    internal int RentsOffPage { get; private set; }

    internal bool HasEnded => _thread is { IsAlive: false };

    /// <summary>Registers the running thread as one that rents, and arranges for its slots to be taken over when it ends.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static OwnerThread CreateForCurrentThread()
    {
        // What may fail for lack of memory comes first, so that no incomplete thread is ever registered.
        OwnerThread owner = new(Thread.CurrentThread);
        ThreadSlot.t_end = new ThreadEnd(owner);
        OwnerThreads.Add(owner);
        ThreadSlot.t_current = owner;
        StackPage.Settle(owner, StackPage.Current);
        return owner;
    }

    /// <summary>Called for a rent that the fast path didn't serve. If the running thread keeps working on a page other than its own,
    /// that page becomes its own.</summary>
    /// <param name="page">The page by which the rent looked up the thread.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void NoteRent(nuint page)
    {
        if (StackPage.CandidateFor(page).Page != page)
        {
            NoteRentOffPage(page);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void NoteRentOffPage(nuint page)
    {
        if (Current is { } thread && ++thread.RentsOffPage >= PagePatience)
        {
            thread.RentsOffPage = 0;
            StackPage.Settle(thread, page);
        }
    }

    /// <summary>The thread-static fields, in a class without static constructor, so that reading them needs no check.</summary>
    private static class ThreadSlot
    {
        [ThreadStatic]
        internal static OwnerThread? t_current;

        /// <summary>Held for its finalizer only.</summary>
        [ThreadStatic]
        internal static ThreadEnd? t_end;
    }

    /// <summary>Reachable from its thread alone, so that it is finalized after that thread has ended
    /// (unless <see cref="OwnerThreads.TakeOverEnded"/> notices first).</summary>
    private sealed class ThreadEnd(OwnerThread owner)
    {
        ~ThreadEnd() => OwnerThreads.OnThreadEnded(owner);
    }
}
