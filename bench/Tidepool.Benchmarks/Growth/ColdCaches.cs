namespace Tidepool.Benchmarks.Growth;

/// <summary>Fills the processor's own caches with something else, so that what comes next finds them alike, whatever came before.</summary>
internal static class ColdCaches
{
    private const int Line = 64;

    /// <summary>More than a core's second-level cache.</summary>
    private static readonly byte[] s_other = new byte[8 << 20];

    public static void Make()
    {
        for (int i = 0; i < s_other.Length; i += Line)
        {
            s_other[i]++;
        }
    }
}
