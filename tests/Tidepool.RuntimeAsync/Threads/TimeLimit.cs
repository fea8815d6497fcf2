namespace Tidepool.RuntimeAsync.Threads;

/// <summary>The limit of every wait of this program: long enough for a busy machine, with an error that names what didn't happen.</summary>
internal static class TimeLimit
{
    internal const int Milliseconds = 120_000;

    /// <summary>Fails if a wait timed out.</summary>
    /// <param name="came">The result of the wait.</param>
    /// <param name="what">What the wait was for.</param>
    internal static void Expect(bool came, string what)
    {
        if (!came)
        {
            throw new RunFailedException($"Waited {Milliseconds / 1_000} s for {what}.");
        }
    }
}
