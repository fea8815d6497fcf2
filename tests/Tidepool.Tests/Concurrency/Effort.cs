using System.Diagnostics;

namespace Tidepool.Tests.Concurrency;

/// <summary>A number of tries, or fewer on a busy machine where they would take very long: if threads wait for each other at each try, other programs that
/// keep the processors busy make a try take a thousand times as long.</summary>
internal sealed class Effort(int tries)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);

    private readonly long _begin = Stopwatch.GetTimestamp();
    private int _left = tries;

    /// <summary>Whether to try again.</summary>
    internal bool Goes() => _left > 0 && Stopwatch.GetElapsedTime(_begin) < s_longest;

    /// <summary>Counts tries.</summary>
    internal void Spend(int spent = 1) => _left -= spent;
}
