namespace Tidepool.Benchmarks.Measurement;

/// <summary>Finds how many chunks of a run fill one turn.</summary>
internal sealed class Calibration(TimeProvider time)
{
    private const int MostChunks = 1 << 24;

    public int ChunksPerTurn(Run run, TimeSpan turn)
    {
        for (int chunks = 1; ; chunks *= 2)
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
    }
}
