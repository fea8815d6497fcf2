namespace Tidepool.Benchmarks.Processes;

/// <summary>The memory of this process that is not the managed heap: handles, the queue of finalizable objects, the collector's own tables.</summary>
internal static class NativeMemory
{
    private const string Source = "/proc/self/smaps_rollup";
    private const string Label = "Anonymous:";
    private const int Kibibyte = 1_024;

    /// <summary>Its bytes, after a compacting collection, which leaves no unused part of the heap committed; 0 where the system doesn't say.</summary>
    public static long Bytes()
    {
        if (!File.Exists(Source))
        {
            return 0;
        }

        string line = File.ReadLines(Source).First(static line => line.StartsWith(Label, StringComparison.Ordinal));
        string figure = line[Label.Length..].Trim().Split(' ')[0];
        return (long.Parse(figure, CultureInfo.InvariantCulture) * Kibibyte) - GC.GetGCMemoryInfo(GCKind.FullBlocking).TotalCommittedBytes;
    }
}
