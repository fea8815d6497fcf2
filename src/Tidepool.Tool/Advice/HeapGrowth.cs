using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>How fast the heap grew. Objects that are allocated and never freed make it grow, and no pool helps with that.</summary>
/// <param name="BytesPerSecond">Never less than 0.</param>
/// <param name="Error">Half the width of its 95 % interval.</param>
/// <param name="From">Size of the heap at the beginning, in bytes; of several recordings, the mean.</param>
/// <param name="To">Size of the heap at the end, in bytes; of several recordings, the mean.</param>
/// <param name="FullCollections">The number of full collections it is based on. With fewer than two, it is based on all collections instead, and dead objects
/// may count as kept.</param>
internal sealed record HeapGrowth(double BytesPerSecond, double Error, double From, double To, int FullCollections)
{
    /// <summary>With fewer full collections, a slow rise can't be told from noise.</summary>
    internal const int EnoughForATrend = 4;

    /// <summary>A slower rise, in bytes per minute, isn't mentioned.</summary>
    private const double SmallestPerMinute = 1_000_000;

    private const int SecondsPerMinute = 60;

    private const int FullGeneration = 2;

    /// <summary>With at least this many full collections, only they are used, since whatever survives them is alive.</summary>
    internal const int EnoughFull = 2;

    /// <summary>With fewer readings, no growth can be determined.</summary>
    private const int FewestReadings = 4;

    /// <summary>The lowest reading of the first third is compared with the lowest of the last third, since the heap rises and falls in between.</summary>
    private const int Parts = 3;

    /// <summary>A heap that grew by a smaller part of its size, or by fewer bytes, isn't said to grow.</summary>
    private const double SmallestPart = 0.1;

    private const double SmallestBytes = 10_000_000;

    /// <summary>The number of standard errors on each side that covers 95 % of a normal distribution.</summary>
    private const double Confidence = 1.96;

    /// <summary>Whether the heap grew by enough to be worth mentioning, and by more than noise.</summary>
    internal bool IsNotable => BytesPerSecond > Error
        && To - From > Math.Max(SmallestBytes, SmallestPart * From);

    /// <summary>Seconds from the first reading that it is based on to the last; of several recordings, the shortest.</summary>
    internal double Seconds { get; private init; }

    /// <summary>The slope of a straight line through the readings, in bytes per minute; of several recordings, the mean.</summary>
    internal double BytesPerMinute { get; private init; }

    /// <summary>Where that line begins, in bytes.</summary>
    internal double TrendFrom { get; private init; }

    /// <summary>Where that line ends, in bytes.</summary>
    internal double TrendTo { get; private init; }

    /// <summary>Half the width of the 95 % interval of <see cref="BytesPerMinute"/>.</summary>
    internal double BytesPerMinuteError => Error * SecondsPerMinute;

    /// <summary>Whether there are enough full collections to see a slow rise.</summary>
    internal bool TellsTrend => FullCollections >= EnoughForATrend && double.IsFinite(Error);

    /// <summary>Whether what full collections leave rises by more than noise, however slowly.</summary>
    internal bool Rises => TellsTrend && BytesPerSecond > Error && BytesPerMinute > Math.Max(BytesPerMinuteError, SmallestPerMinute);

    internal static int FullCollectionsIn(IReadOnlyList<Findings> recordings) =>
        recordings.Sum(static recording => recording.Heap.Count(static reading => reading.Generation >= FullGeneration));

    /// <returns>Null if there were too few collections to determine growth.</returns>
    internal static HeapGrowth? Of(IReadOnlyList<Findings> recordings)
    {
        HeapGrowth[] each = [.. recordings.Select(Of).OfType<HeapGrowth>()];
        return each.Length == 0 ? null : new HeapGrowth(
            each.Average(static one => one.BytesPerSecond), Math.Sqrt(each.Sum(static one => one.Error * one.Error)) / each.Length,
            each.Average(static one => one.From), each.Average(static one => one.To), each.Sum(static one => one.FullCollections))
        {
            Seconds = each.Min(static one => one.Seconds),
            BytesPerMinute = each.Average(static one => one.BytesPerMinute),
            TrendFrom = each.Average(static one => one.TrendFrom),
            TrendTo = each.Average(static one => one.TrendTo),
        };
    }

    /// <summary>A heap that grew only in the beginning, as while a cache fills, has stopped growing: then the second half of the recording counts.</summary>
    private static HeapGrowth? Of(Findings recording)
    {
        HeapGrowth? whole = Of(recording.Heap);
        double middle = recording.Heap.Count == 0 ? 0 : (recording.Heap[0].At + recording.Heap[^1].At) / 2;
        return whole is not null && Of([.. recording.Heap.Where(reading => reading.At >= middle)]) is { } later
            && later.BytesPerSecond + later.Error < whole.BytesPerSecond - whole.Error ? later : whole;
    }

    private static HeapGrowth? Of(IReadOnlyList<HeapReading> heap)
    {
        HeapReading[] full = [.. heap.Where(static reading => reading.Generation >= FullGeneration)];
        HeapReading[] readings = full.Length >= EnoughFull ? full : [.. heap];
        if (readings.Length < (full.Length >= EnoughFull ? EnoughFull : FewestReadings))
        {
            return null;
        }

        int part = Math.Max(1, readings.Length / Parts);
        HeapReading first = readings.Take(part).MinBy(static reading => reading.Bytes)!;
        HeapReading last = readings.TakeLast(part).MinBy(static reading => reading.Bytes)!;
        double seconds = (last.At - first.At) / 1_000;
        if (seconds <= 0)
        {
            return null;
        }

        double growth = Math.Max(0, (last.Bytes - first.Bytes) / seconds);
        (double Slope, double Error)? line = LineThrough(readings);
        double slope = line?.Slope ?? growth;
        double length = (readings[^1].At - readings[0].At) / 1_000;
        double begin = readings.Average(static reading => (double)reading.Bytes)
            - (slope * readings.Average(reading => (reading.At - readings[0].At) / 1_000));
        return new HeapGrowth(growth, line?.Error ?? growth, first.Bytes, last.Bytes, full.Length)
        {
            Seconds = length,
            BytesPerMinute = slope * SecondsPerMinute,
            TrendFrom = begin,
            TrendTo = begin + (slope * length),
        };
    }

    /// <summary>The slope of a straight line through the readings, in bytes per second, and half the width of its 95 % interval; null if they are too few to
    /// tell how far they lie from a line.</summary>
    private static (double Slope, double Error)? LineThrough(HeapReading[] readings)
    {
        if (readings.Length < FewestReadings)
        {
            return null;
        }

        double meanAt = readings.Average(static reading => reading.At / 1_000);
        double meanBytes = readings.Average(static reading => (double)reading.Bytes);
        double spread = readings.Sum(reading => Math.Pow((reading.At / 1_000) - meanAt, 2));
        if (spread == 0)
        {
            return null;
        }

        double slope = readings.Sum(reading => ((reading.At / 1_000) - meanAt) * (reading.Bytes - meanBytes)) / spread;
        double residuals = readings.Sum(reading => Math.Pow(reading.Bytes - meanBytes - (slope * ((reading.At / 1_000) - meanAt)), 2));
        int freedom = readings.Length - 2;
        return (slope, StudentsT(freedom) * Math.Sqrt(residuals / freedom / spread));
    }

    /// <summary>The number of standard errors on each side that covers 95 % of Student's distribution, or slightly more (Abramowitz and Stegun, 26.7.5, with
    /// the last term rounded up).</summary>
    private static double StudentsT(int freedom) => Confidence + (2.4 / freedom) + (4.6 / freedom / freedom);
}
