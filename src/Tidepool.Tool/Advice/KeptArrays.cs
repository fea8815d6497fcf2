using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>Byte arrays that aren't freed. They would have to be allocated even with a pool.</summary>
/// <param name="Share">Their share of the bytes of the arrays that a pool could otherwise serve, 0 to 1.</param>
/// <param name="Low">The lower end of the 95 % interval. It is 0 if no arrays were followed, since other objects may be what stays.</param>
/// <param name="High">The upper end of the 95 % interval.</param>
/// <param name="Growth">How the heap grew.</param>
/// <param name="Survived">The share of the tracked arrays that was alive at the end; null if none were tracked.</param>
internal sealed record KeptArrays(double Share, double Low, double High, HeapGrowth Growth, Share? Survived)
{
    /// <summary>Whether full collections tell that the arrays aren't freed. Others leave old arrays behind that nothing uses any more.</summary>
    internal bool IsCertain => Growth.FullCollections >= HeapGrowth.EnoughFull;

    /// <param name="recordings">Groups of recordings to take the heap's growth from, the most reliable first. The first group that shows growth is
    /// used.</param>
    /// <param name="lifetimes">What became of arrays.</param>
    /// <param name="bytesPerSecond">How fast arrays for a pool are allocated.</param>
    /// <returns>Null if that can't be determined.</returns>
    internal static KeptArrays? Of(IReadOnlyList<IReadOnlyList<Findings>> recordings, IReadOnlyList<Findings> lifetimes, double bytesPerSecond)
    {
        if (bytesPerSecond <= 0 || recordings.Select(HeapGrowth.Of).FirstOrDefault(static growth => growth is not null) is not { } grown)
        {
            return null;
        }

        FollowedArray[] followed = [.. lifetimes.SelectMany(static part => part.Lifetimes?.Followed ?? [])];
        Share? survived = followed.Length == 0 ? null : Analysis.Share.Of(followed, static array => array.Sample, static array => !array.HasDied);
        double low = survived is { } alive ? Math.Min(PartOf(grown.BytesPerSecond - grown.Error), alive.Low) : 0;
        double value = Math.Min(PartOf(grown.BytesPerSecond), survived?.Value ?? 1);
        double high = Math.Min(PartOf(grown.BytesPerSecond + grown.Error), survived?.High ?? 1);
        return new KeptArrays(value, Math.Min(low, value), Math.Max(high, value), grown, survived);

        double PartOf(double grownBytesPerSecond) => Math.Clamp(grownBytesPerSecond / bytesPerSecond, 0, 1);
    }
}
