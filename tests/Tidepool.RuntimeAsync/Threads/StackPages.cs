using System.Runtime.CompilerServices;

// The pool's core is compiled so too: nothing sets the local to zero whose address is taken.
[module: SkipLocalsInit]

namespace Tidepool.RuntimeAsync.Threads;

/// <summary>The page that the caller's stack pointer is in, read in two ways: as a number that the compiler may keep, and as one that it can't.</summary>
internal static class StackPages
{
    /// <summary>4 KiB.</summary>
    internal const int PageBits = 12;

    /// <summary>Read in the caller's own frame. The compiler protects addresses across an await, but this is a number by then:
    /// it may read once, keep the number and use it again on another thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe nuint ReadInlined()
    {
        // SAFETY: the address is only looked at as a number.
        byte local;
        return (nuint)(&local) >> PageBits;
    }

    /// <summary>Read in a frame of its own, at each call.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static nuint ReadByCall() => ReadInlined();
}
