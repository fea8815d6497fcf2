using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>How fast the heap grew: what is allocated and not freed again makes it grow, and no pool helps with that.</summary>
/// <param name="BytesPerSecond">Never less than 0.</param>
/// <param name="From">Bytes of the heap at first.</param>
/// <param name="To">And at the end.</param>
/// <param name="FullCollections">How many full collections it rests on; where there are fewer than two, on all collections, and dead objects count as
/// kept.</param>
internal sealed record HeapGrowth(double BytesPerSecond, double From, double To, int FullCollections)
{
    private const int FullGeneration = 2;

    /// <summary>From so many full collections on, only they are looked at: what they leave is alive.</summary>
    private const int EnoughFull = 2;

    /// <summary>Fewer readings tell nothing.</summary>
    private const int FewestReadings = 4;

    /// <summary>A third of the readings at each end, of which the lowest counts: in between the heap goes up and down.</summary>
    private const int Parts = 3;

    /// <returns>Null where there were too few collections to tell.</returns>
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
