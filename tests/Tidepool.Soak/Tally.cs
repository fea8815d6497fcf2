using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Tidepool.Soak;

/// <summary>Counts everything that was done, and what came of it. All members are thread-safe.</summary>
internal sealed class Tally
{
    /// <summary>How many failure messages to keep.</summary>
    private const int MostKept = 20;

    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _failures = [];
    private long _failureCount;

    internal bool IsClean => _failureCount == 0;

    internal void Count(string what, long times = 1) => _counts.AddOrUpdate(what, times, (_, sum) => sum + times);

    /// <summary>Records something that must not happen.</summary>
    internal void Fail(string what)
    {
        if (Interlocked.Increment(ref _failureCount) <= MostKept)
        {
            _failures.Enqueue(what);
        }
    }

    internal void FailUnless(bool isRight, string what)
    {
        if (!isRight)
        {
            Fail(what);
        }
    }

    public override string ToString()
    {
        StringBuilder text = new();
        foreach ((string what, long times) in _counts.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{what}: {times:N0}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"failures: {_failureCount:N0}");
        foreach (string failure in _failures)
        {
            text.Append("\n  ").Append(failure);
        }

        return text.ToString();
    }
}
