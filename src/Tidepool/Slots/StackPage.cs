using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

// The local whose address tells the page becomes one of each method that this is inlined into, which would set it to zero first. No code here reads a local that it hasn't written.
[module: SkipLocalsInit]

namespace Tidepool.Slots;

/// <summary>Tells the running thread by the page of memory that its stack pointer is in: an address and a shift, where reading a thread-static
/// is a call of 2 to 3 ns on most systems.</summary>
/// <remarks>
/// <para>
/// A page of memory belongs to one stack at most. So while a thread lives, nobody else can run on a page of its stack: where
/// <see cref="Home.Page"/> is the present page, the running thread is that home's.
/// </para>
/// <para>
/// When a thread has ended, its memory may become another thread's stack before the collector tells us. That thread then acts as the home
/// that was left behind, until it is closed: it rents and returns that home's slots. It does so alone, since a home has one page,
/// and not a range that two new stacks could share. Whatever needs more than the fast path asks the thread-static, which knows only the living.
/// </para>
/// <para>
/// A thread that works on several pages is recognized on one of them, and on the others by the thread-static.
/// </para>
/// <para>
/// The page is a number, and a compiler may keep a number where it must not keep an address: over an <c>await</c>, behind which another thread
/// goes on. So every method that reads the page, or the thread-static, is one that is never inlined, and none of them awaits: such a call
/// begins and ends on one thread, and no caller's optimizer sees what it read.
/// </para>
/// </remarks>
internal static class StackPage
{
    /// <summary>Stands where a home has no page: no stack begins at address 0.</summary>
    internal const nuint None = 0;

    /// <summary>4 KiB: no system has smaller pages.</summary>
    private const int PageBits = 12;

    /// <summary>4,096 entries: with 64 threads, 1 or 2 % of them share theirs with another and use the thread-static.</summary>
    private const int TableBits = 12;

    /// <summary>2^32 divided by the golden ratio, which spreads the regular distances of stacks.</summary>
    private const uint Spread = 0x9E37_79B1;

    /// <summary>Pinned, so that its address is a constant to the compiler.</summary>
    private static readonly Home[] s_homes = NewTable();

    private static readonly unsafe void* s_firstHome = Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(s_homes));

    /// <summary>The page that the caller runs on.</summary>
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

    /// <summary>The home to try for a page. It is the page's own only where its <see cref="Home.Page"/> says so.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe Home CandidateFor(nuint page) =>
        // SAFETY: the index has as many bits as the table's length, and the table neither moves nor ends.
        Unsafe.Add(ref Unsafe.AsRef<Home>(s_firstHome), IndexOf(page));

    /// <summary>Lets a home be found by a page. Called on that page, by the home's thread. Does nothing where another page in use has the same entry.</summary>
    internal static void Settle(Home home, nuint page)
    {
        ref Home entry = ref s_homes[IndexOf(page)];
        Home found = Volatile.Read(ref entry);
        nuint foundPage = found.Page;

        // A home that claims the very page we run on is one whose thread has ended.
        bool isTaken = foundPage != None && foundPage != page && IndexOf(foundPage) == IndexOf(page);
        if (!isTaken)
        {
            home.Page = page;
            Volatile.Write(ref entry, home);
        }
    }

    /// <summary>Nobody will be taken for this home any more who isn't already. Any thread.</summary>
    internal static void Close(Home home)
    {
        ref Home entry = ref s_homes[IndexOf(home.Page)];
        home.Page = None;
        Interlocked.CompareExchange(ref entry, Home.None, home);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint IndexOf(nuint page) => ((uint)page * Spread) >> (32 - TableBits);

    private static Home[] NewTable()
    {
        Home[] table = GC.AllocateArray<Home>(1 << TableBits, pinned: true);
        Array.Fill(table, Home.None);
        return table;
    }
}
