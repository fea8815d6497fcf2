using System.Runtime.CompilerServices;
using Tidepool.RuntimeAsync.Threads;

namespace Tidepool.RuntimeAsync.Scenarios;

/// <summary>Counts pages that were read, and those of them that were in another stack than the running thread's.</summary>
internal sealed class Tally
{
    internal int Reads { get; private set; }

    internal int Stale { get; private set; }

    /// <summary>Called by whoever read it, on the same thread.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Note(nuint page)
    {
        Reads++;
        Stale += DedicatedThread.Running!.Owns(page) ? 0 : 1;
    }
}
