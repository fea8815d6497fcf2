using System.Runtime;

namespace Tidepool.Benchmarks.Measurement;

/// <summary>Executes a run until the JIT has nothing left to compile for it, and finds how many chunks fill one turn.</summary>
/// <remarks>
/// Code is promoted in the background, after a delay, twice (once to gather a profile, once to use it). So the warm-up ends when the
/// process has compiled no method for a while, not after a number of calls.
/// </remarks>
internal sealed class WarmUp(TimeProvider time)
{
    private const int ChunksBetweenLooks = 4;
    private const int MostChunks = 1 << 24;

    /// <summary>The longest warm-up: beyond it, only unrelated code is still being compiled.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    public void Execute(Run run, TimeSpan shortest, TimeSpan quiet)
    {
        long start = time.GetTimestamp();
        long lastChange = start;
        long compiled = JitInfo.GetCompiledMethodCount();
        while (true)
        {
            run.Prepare();
            run.Execute(run.IsOneChunk ? 1 : ChunksBetweenLooks);
            run.Restore();
            long now = JitInfo.GetCompiledMethodCount();
            if (now != compiled)
            {
                compiled = now;
                lastChange = time.GetTimestamp();
            }

            TimeSpan elapsed = time.GetElapsedTime(start);
            bool settled = elapsed >= shortest && time.GetElapsedTime(lastChange) >= quiet;
            if (settled || elapsed >= s_longest)
            {
                return;
            }
        }
    }

    public int ChunksPerTurn(Run run, TimeSpan turn)
    {
        for (int chunks = 1; !run.IsOneChunk; chunks *= 2)
        {
            long start = time.GetTimestamp();
            run.Execute(chunks);
            TimeSpan elapsed = time.GetElapsedTime(start);

            // A quarter of a turn is long enough to extrapolate from.
            if (elapsed * 4 >= turn || chunks >= MostChunks)
            {
                return (int)Math.Clamp(Math.Round(chunks * (turn / elapsed)), 1, MostChunks);
            }
        }

        return 1;
    }
}
