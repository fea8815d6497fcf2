using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>How fast the heap grew. Objects that are allocated and never freed make it grow, and no pool helps with that.</summary>
/// <param name="BytesPerSecond">Never less than 0.</param>
/// <param name="From">Size of the heap at the beginning, in bytes.</param>
/// <param name="To">Size of the heap at the end, in bytes.</param>
/// <param name="FullCollections">The number of full collections it is based on. With fewer than two, it is based on all collections instead, and dead objects
/// may count as kept.</param>
internal sealed record HeapGrowth(double BytesPerSecond, double From, double To, int FullCollections)
{
    private const int FullGeneration = 2;

    /// <summary>With at least this many full collections, only they are used, since whatever survives them is alive.</summary>
    private const int EnoughFull = 2;

    /// <summary>With fewer readings, no growth can be determined.</summary>
    private const int FewestReadings = 4;

    /// <summary>The lowest reading of the first third is compared with the lowest of the last third, since the heap rises and falls in between.</summary>
    private const int Parts = 3;

    /// <returns>Null if there were too few collections to determine growth.</returns>
    internal static HeapGrowth? Of(IReadOnlyList<Findings> recordings)
    {
        HeapGrowth[] each = [.. recordings.Select(Of).OfType<HeapGrowth>()];
        return each.Length == 0 ? null : new HeapGrowth(each.Average(static one => one.BytesPerSecond), each.Sum(static one => one.From),
            each.Sum(static one => one.To), each.Sum(static one => one.FullCollections));
    }

    private static HeapGrowth? Of(Findings recording)
    {
        HeapReading[] full = [.. recording.Heap.Where(static reading => reading.Generation >= FullGeneration)];
        HeapReading[] readings = full.Length >= EnoughFull ? full : [.. recording.Heap];
        if (readings.Length < (full.Length >= EnoughFull ? EnoughFull : FewestReadings))
        {
            return null;
        }

        int part = Math.Max(1, readings.Length / Parts);
        HeapReading first = readings.Take(part).MinBy(static reading => reading.Bytes)!;
        HeapReading last = readings.TakeLast(part).MinBy(static reading => reading.Bytes)!;
        double seconds = (last.At - first.At) / 1_000;
        return seconds <= 0 ? null : new HeapGrowth(Math.Max(0, (last.Bytes - first.Bytes) / seconds), first.Bytes, last.Bytes, full.Length);
    }
}
