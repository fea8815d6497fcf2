using System.Runtime;

namespace Tidepool.Benchmarks.Measurement;

/// <summary>Executes a run until the JIT has nothing left to compile for it.</summary>
/// <remarks>
/// Code is promoted in the background, after a delay, twice (once to gather a profile, once to use it). So the warm-up ends when the
/// process has compiled no method for <see cref="s_quiet"/>, not after a number of calls.
/// </remarks>
internal sealed class WarmUp(TimeProvider time)
{
    /// <summary>Twice the runtime's own delay before it promotes code (100 ms), and a bit.</summary>
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(250);

    /// <summary>Enough; something unrelated keeps compiling.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    public void Execute(Run run, TimeSpan shortest)
    {
        long start = time.GetTimestamp();
        long lastChange = start;
        long compiled = JitInfo.GetCompiledMethodCount();
        while (true)
        {
            run.Execute(4);
            long now = JitInfo.GetCompiledMethodCount();
            if (now != compiled)
            {
                compiled = now;
                lastChange = time.GetTimestamp();
            }

            TimeSpan elapsed = time.GetElapsedTime(start);
            bool settled = elapsed >= shortest && time.GetElapsedTime(lastChange) >= s_quiet;
            if (settled || elapsed >= s_longest)
            {
                return;
            }
        }
    }
}
