using System.Runtime.CompilerServices;

// As in the pool's core: the local whose address is taken isn't set to zero.
[module: SkipLocalsInit]

namespace Tidepool.RuntimeAsync.Threads;

/// <summary>The page of the caller's stack pointer, read in two ways: as a number that the compiler may reuse, and as one that it can't.</summary>
internal static class StackPages
{
    /// <summary>A page is 4 KiB.</summary>
    internal const int PageBits = 12;

    /// <summary>Reads in the caller's own frame. The compiler doesn't keep addresses across an await, but this is a number by then:
    /// the compiler may read it once, keep it and reuse it on another thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe nuint ReadInlined()
    {
        // SAFETY: the address is only used as a number.
        byte local;
        return (nuint)(&local) >> PageBits;
    }

    /// <summary>Reads in a frame of its own, at each call.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static nuint ReadByCall() => ReadInlined();
}
