using System.Runtime.CompilerServices;

namespace Tidepool.Slots;

/// <summary>A thread that rents, and the way to its caches.</summary>
/// <remarks>Only the thread itself reads and writes these fields, except that <see cref="OwnerThreads"/> grows and clears the tables under its lock.</remarks>
internal sealed class OwnerThread
{
    /// <summary>Stands where no thread is known.</summary>
    internal static readonly OwnerThread None = new(thread: null);

    /// <summary>After so many rents on other pages than <see cref="Page"/>, the present one becomes it. Arbitrary.</summary>
    private const int PagePatience = 32;

    private static int s_lastNumber;

    /// <summary>The page of the thread's stack by which it is recognized, or <see cref="StackPage.None"/>. Written rarely.</summary>
    internal nuint Page;

    /// <summary>By pool id: the hot slots of that pool's cache, one for each size cell; null where the thread has no residents of that pool.</summary>
    internal Slot[]?[] HotByPool = [];

    /// <summary>By pool id: the thread's cache of that pool.</summary>
    internal ThreadCache?[] Caches = [];

    private readonly Thread? _thread;

    private OwnerThread(Thread? thread)
    {
        _thread = thread;
        Number = thread is null ? (ushort)0 : (ushort)((Interlocked.Increment(ref s_lastNumber) % ushort.MaxValue) + 1);
    }

    /// <summary>The running thread, or null when it has not rented from any pool yet.</summary>
    internal static OwnerThread? Current
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => ThreadSlot.t_current;
    }

    /// <summary>The number of the running thread; 0 where it has none. After very many threads two of them may have the same.</summary>
    internal static ushort CurrentNumber
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get
        {
            nuint page = StackPage.Current;
            OwnerThread candidate = StackPage.CandidateFor(page);
            return candidate.Page == page ? candidate.Number : Current?.Number ?? 0;
        }
    }

    /// <summary>Notes who returned a slot last: 1 or more for a thread.</summary>
    internal ushort Number { get; }

    /// <summary>Rents since the last change of <see cref="Page"/> that looked for the thread by another page.</summary>
    internal int RentsOffPage { get; private set; }

    internal bool HasEnded => _thread is { IsAlive: false };

    /// <summary>Makes the running thread one that may keep slots, and sees to it that they go back when it ends.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static OwnerThread CreateForCurrentThread()
    {
        // Whatever may fail for want of memory comes first: nobody knows the thread before it is complete.
        OwnerThread owner = new(Thread.CurrentThread);
        ThreadSlot.t_end = new ThreadEnd(owner);
        OwnerThreads.Add(owner);
        ThreadSlot.t_current = owner;
        StackPage.Settle(owner, StackPage.Current);
        return owner;
    }

    /// <summary>Called for a rent that the fast path didn't serve: where the running thread works on another page than its own for long,
    /// that becomes its page.</summary>
    /// <param name="page">The page by which the rent looked for the thread.</param>
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

    /// <summary>Reachable from its thread alone, so that it is finalized once that thread has ended,
    /// if nobody has seen it before (<see cref="OwnerThreads.TakeOverEnded"/>).</summary>
    private sealed class ThreadEnd(OwnerThread owner)
    {
        ~ThreadEnd() => OwnerThreads.OnThreadEnded(owner);
    }
}
