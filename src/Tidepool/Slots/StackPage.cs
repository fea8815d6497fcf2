using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

// The local whose address tells the page becomes one of each method that this is inlined into, which would set it to zero first.
// No code here reads a local that it hasn't written.
[module: SkipLocalsInit]

namespace Tidepool.Slots;

/// <summary>Tells the running thread by the page of memory that its stack pointer is in: an address and a shift, where reading a thread-static
/// is a call of 2 to 3 ns on most systems.</summary>
/// <remarks>
/// <para>
/// A page of memory belongs to one stack at most. So while a thread lives, nobody else can run on a page of its stack: where
/// <see cref="OwnerThread.Page"/> is the present page, the running thread is that one.
/// </para>
/// <para>
/// When a thread has ended, its memory may become another thread's stack before the collector tells us. The new thread then acts as the ended one,
/// until what that left behind is taken over: it rents and returns its residents. It does so alone, since a thread has one page,
/// and not a range that two new stacks could share. Whatever needs more than the fast path asks the thread-static, which knows only the living.
/// </para>
/// <para>
/// A thread that works on several pages is recognized on one of them, and on the others by the thread-static.
/// </para>
/// <para>
/// The page is a number, and a compiler may keep a number where it must not keep an address: over an <c>await</c>, behind which another thread
/// goes on. So the page, and the thread-static, are read in methods that are never inlined and never await, and what was read is used before the thread
/// can change: no optimizer can take it for the result of a later read.
/// </para>
/// </remarks>
internal static class StackPage
{
    /// <summary>Stands where a thread has no page: no stack begins at address 0.</summary>
    internal const nuint None = 0;

    /// <summary>4 KiB: no system has smaller pages.</summary>
    private const int PageBits = 12;

    /// <summary>4,096 entries: with 64 threads, 1 or 2 % of them share theirs with another and use the thread-static.</summary>
    private const int TableBits = 12;

    /// <summary>2^32 divided by the golden ratio, which spreads the regular distances of stacks.</summary>
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
            // SAFETY: the address is only looked at as a number. A local whose address is taken lies on the running thread's stack.
            byte local;
            return (nuint)(&local) >> PageBits;
        }
    }

    /// <summary>The page that the caller runs on, for methods that may be inlined: a call, whose result no compiler takes for that of another call.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static nuint Read() => Current;

    /// <summary>The thread to try for a page. The page is its own only where its <see cref="OwnerThread.Page"/> says so.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe OwnerThread CandidateFor(nuint page) =>
        // SAFETY: the index has as many bits as the table's length, and the table neither moves nor ends.
        Unsafe.Add(ref Unsafe.AsRef<OwnerThread>(s_firstThread), IndexOf(page));

    /// <summary>Lets a thread be found by a page. Called on that page, by the thread. Does nothing where another page in use has the same entry.</summary>
    internal static void Settle(OwnerThread thread, nuint page)
    {
        ref OwnerThread entry = ref s_threads[IndexOf(page)];
        nuint foundPage = Volatile.Read(ref entry).Page;

        // A thread that claims the very page we run on has ended.
        bool isTaken = foundPage != None && foundPage != page && IndexOf(foundPage) == IndexOf(page);
        if (!isTaken)
        {
            Forget(thread);
            thread.Page = page;
            Volatile.Write(ref entry, thread);
        }
    }

    /// <summary>Nobody will be taken for this thread any more who isn't already. Any thread.</summary>
    internal static void Close(OwnerThread thread)
    {
        Forget(thread);
        thread.Page = None;
    }

    /// <summary>The table refers to the thread no more: what was left there would be kept for good.</summary>
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
