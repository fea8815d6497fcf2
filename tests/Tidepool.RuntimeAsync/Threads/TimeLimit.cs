namespace Tidepool.RuntimeAsync.Threads;

/// <summary>How long this program waits for anything: long enough for a busy machine, and an error that names what didn't come.</summary>
internal static class TimeLimit
{
    internal const int Milliseconds = 120_000;

    /// <summary>Fails where a wait ran into the limit.</summary>
    /// <param name="came">What the wait returned.</param>
    /// <param name="what">What it waited for.</param>
    internal static void Expect(bool came, string what)
    {
        if (!came)
        {
            throw new RunFailedException($"Waited {Milliseconds / 1_000} s for {what}.");
        }
    }
}
