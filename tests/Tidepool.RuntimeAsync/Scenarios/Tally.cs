using System.Runtime.CompilerServices;
using Tidepool.RuntimeAsync.Threads;

namespace Tidepool.RuntimeAsync.Scenarios;

/// <summary>Counts pages that were read, and those among them that were not in the running thread's stack.</summary>
internal sealed class Tally
{
    internal int Reads { get; private set; }

    internal int Stale { get; private set; }

    /// <summary>Call on the thread that read the page.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Note(nuint page)
    {
        Reads++;
        Stale += DedicatedThread.Running!.Owns(page) ? 0 : 1;
    }
}
