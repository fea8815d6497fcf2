using System.Runtime.CompilerServices;

namespace Tidepool.Slots;

/// <summary>A thread, as the slots see it: the identity that a resident slot names as its own, and the way to the thread's caches.</summary>
/// <remarks>Only the thread itself reads and writes its home, except that <see cref="Homes"/> grows and clears the tables under its lock.</remarks>
internal sealed class Home
{
    /// <summary>The home of a slot that has none: it lies in the depot, or is out and will go there.</summary>
    internal static readonly Home None = new(isThread: false);

    /// <summary>The home of a slot that another thread took out of a living thread's ring. Its array may be rented again, in another slot;
    /// the slot itself may not, since its former home may be writing its generation at this very moment.</summary>
    internal static readonly Home Evicted = new(isThread: false);

    /// <summary>After so many rents on other pages than <see cref="Page"/>, the present one becomes it. Arbitrary.</summary>
    private const int PagePatience = 32;

    /// <summary>The page of the thread's stack by which it is recognized, or <see cref="StackPage.None"/>. Written rarely; read at each return.</summary>
    internal nuint Page;

    /// <summary>By pool id: the hot slots of that pool's cache, one for each size cell; null where the thread has no cache of that pool.</summary>
    internal Slot[]?[] HotByPool = [];

    /// <summary>By pool id: the thread's cache of that pool.</summary>
    internal ThreadCache?[] Caches = [];

    /// <summary>The thread; null where the home is none, or stands for another one's <see cref="Clearing"/>.</summary>
    private readonly Thread? _thread;

    private int _rentsOffPage;

    private Home(bool isThread)
    {
        IsThread = isThread;
        Clearing = this;
    }

    private Home(Thread thread)
        : this(isThread: true)
    {
        _thread = thread;
        Clearing = new Home(isThread: true);
    }

    /// <summary>The home of the running thread, or null when it has not rented from any pool yet.</summary>
    internal static Home? Current
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => ThreadSlot.t_home;
    }

    /// <summary>The same thread, for slots that are cleared when they are returned. Being another object it keeps them off the fast path of a return.</summary>
    internal Home Clearing { get; }

    /// <summary>False for <see cref="None"/> and <see cref="Evicted"/>.</summary>
    internal bool IsThread { get; }

    internal bool HasEnded => _thread is { IsAlive: false };

    /// <summary>Gives the running thread a home, and sees to it that the slots go back when the thread ends.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static Home CreateForCurrentThread()
    {
        // Whatever may fail for want of memory comes first: nobody knows the home before it is complete.
        Home home = new(Thread.CurrentThread);
        ThreadSlot.t_end = new ThreadEnd(home);
        Homes.Add(home);
        ThreadSlot.t_home = home;
        StackPage.Settle(home, StackPage.Current);
        return home;
    }

    /// <summary>Called by the thread when it rents and wasn't recognized by its page: where it works on another one for long, that becomes its page.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void NoteRentOffPage()
    {
        nuint page = StackPage.Current;
        if (Page != page && ++_rentsOffPage >= PagePatience)
        {
            _rentsOffPage = 0;
            StackPage.Settle(this, page);
        }
    }

    /// <summary>The thread-static fields, in a class without static constructor, so that reading them needs no check.</summary>
    private static class ThreadSlot
    {
        [ThreadStatic]
        internal static Home? t_home;

        /// <summary>Held for its finalizer only.</summary>
        [ThreadStatic]
        internal static ThreadEnd? t_end;
    }

    /// <summary>Reachable from its thread alone, so that it is finalized once that thread has ended, if nobody has seen it before (<see cref="Homes.TakeOverEnded"/>).</summary>
    private sealed class ThreadEnd(Home home)
    {
        ~ThreadEnd() => Homes.OnThreadEnded(home);
    }
}
