using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

// The local whose address tells the page becomes a local of every method that this is inlined into, which would zero it first.
// No code here reads a local that it hasn't written.
[module: SkipLocalsInit]

namespace Tidepool.Slots;

/// <summary>Identifies the running thread by the page of memory that its stack pointer is in: an address and a shift, where reading a thread-static
/// is a call of 2 to 8 ns on most systems.</summary>
/// <remarks>
/// <para>
/// A page of memory belongs to one stack at most. So while a thread lives, no other thread can run on a page of its stack: if
/// <see cref="OwnerThread.Page"/> is the present page, the running thread is that one.
/// </para>
/// <para>
/// After a thread has ended, its memory may become another thread's stack before the end is noticed. The new thread then acts as the ended one,
/// renting and returning its slots, until these are taken over (see <see cref="OwnerThread.IsTakenOver"/>). It does so alone, since a thread has one page,
/// and not a range that two new stacks could share. Where something is made for a thread, the thread-static identifies it: that knows only living threads.
/// </para>
/// <para>
/// A thread that works on several pages is recognized by one of them; on the others, the thread-static is read.
/// </para>
/// <para>
/// The page is an integer, and a compiler may keep an integer where it must not keep an address: across an <c>await</c>, after which another thread
/// may continue. So the page, and the thread-static, are read in methods that are never inlined and never await, and the result is used before the thread
/// can change: no optimizer can substitute it for a later read.
/// </para>
/// </remarks>
internal static class StackPage
{
    /// <summary>Means that a thread has no page: no stack is at address 0.</summary>
    internal const nuint None = 0;

    /// <summary>4 KiB: no supported system has smaller pages.</summary>
    private const int PageBits = 12;

    /// <summary>4,096 entries: of 64 threads, 1 or 2 % collide with another one and use the thread-static.</summary>
    private const int TableBits = 12;

    /// <summary>2^32 divided by the golden ratio: a multiplier that spreads stacks at regular distances.</summary>
    private const uint Spread = 0x9E37_79B1;

    /// <summary>Pinned, so that its address is a constant to the compiler.</summary>
    private static readonly OwnerThread[] s_threads = NewTable();

    private static readonly unsafe void* s_firstThread = Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(s_threads));

    /// <summary>The page that the caller runs on. Only for methods that are never inlined: see <see cref="Read"/>.</summary>
    internal static unsafe nuint Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            // SAFETY: the address is only used as a number. A local whose address is taken lies on the running thread's stack.
            byte local;
            return (nuint)(&local) >> PageBits;
        }
    }

    /// <summary>The page that the caller runs on, for methods that may be inlined: a call, whose result no compiler reuses for another call.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static nuint Read() => Current;

    /// <summary>The thread that a page may belong to. It does only if the thread's <see cref="OwnerThread.Page"/> says so.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe OwnerThread CandidateFor(nuint page) =>
        // SAFETY: the index has as many bits as the table's length, and the table neither moves nor ends.
        Unsafe.Add(ref Unsafe.AsRef<OwnerThread>(s_firstThread), IndexOf(page));

    /// <summary>Makes the running thread known by the page it runs on. Does nothing if another page in use has the same entry.</summary>
    internal static void Settle(OwnerThread thread, nuint page)
    {
        ref OwnerThread entry = ref s_threads[IndexOf(page)];
        nuint foundPage = Volatile.Read(ref entry).Page;

        // A thread registered for the very page that we run on has ended.
        bool isTaken = foundPage != None && foundPage != page && IndexOf(foundPage) == IndexOf(page);
        if (!isTaken)
        {
            Forget(thread);
            thread.Page = page;
            Volatile.Write(ref entry, thread);
        }
    }

    /// <summary>From now on, no further thread is taken for this one, which has ended. Any thread.</summary>
    internal static void Close(OwnerThread thread)
    {
        Forget(thread);
        thread.Page = None;
    }

    /// <summary>Removes the thread from the table, which would keep it alive forever.</summary>
    private static void Forget(OwnerThread thread) =>
        Interlocked.CompareExchange(ref s_threads[IndexOf(thread.Page)], OwnerThread.None, thread);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint IndexOf(nuint page) => ((uint)page * Spread) >> (32 - TableBits);

    private static OwnerThread[] NewTable()
    {
        OwnerThread[] table = GC.AllocateArray<OwnerThread>(1 << TableBits, pinned: true);
        Array.Fill(table, OwnerThread.None);
        return table;
    }
}
