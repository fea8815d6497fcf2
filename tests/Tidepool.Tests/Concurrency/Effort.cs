using System.Diagnostics;
using System.Globalization;

namespace Tidepool.Tests.Concurrency;

/// <summary>A number of tries, or fewer on a busy machine where they would take very long: if threads wait for each other at each try, other programs that
/// keep the processors busy make a try take a thousand times as long.</summary>
internal sealed class Effort(int tries)
{
    /// <summary>Set this variable to a number of seconds to give each scenario more time. On idle processors none needs it.</summary>
    private const string LongestVariable = "TIDEPOOL_STRESS_SECONDS";

    private static readonly TimeSpan s_longest =
        TimeSpan.FromSeconds(double.Parse(Environment.GetEnvironmentVariable(LongestVariable) ?? "4", CultureInfo.InvariantCulture));

    private readonly long _begin = Stopwatch.GetTimestamp();
    private int _left = tries;

    /// <summary>Whether to try again.</summary>
    internal bool Goes() => _left > 0 && Stopwatch.GetElapsedTime(_begin) < s_longest;

    /// <summary>Counts tries.</summary>
    internal void Spend(int spent = 1) => _left -= spent;
}
