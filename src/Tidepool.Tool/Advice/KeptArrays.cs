using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>Byte arrays that aren't freed. They would have to be allocated even with a pool.</summary>
/// <param name="Share">Their share of the bytes of the arrays that a pool could otherwise serve, 0 to 1.</param>
/// <param name="Growth">How the heap grew.</param>
/// <param name="Survived">The share of the tracked arrays that was alive at the end, 0 to 1; null if none were tracked.</param>
internal sealed record KeptArrays(double Share, HeapGrowth Growth, double? Survived)
{
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
        double? survived = followed.Length == 0 ? null : Analysis.Share.Of(followed, static array => array.Sample, static array => !array.HasDied).Value;
        return new KeptArrays(Math.Min(Math.Min(1, grown.BytesPerSecond / bytesPerSecond), survived ?? 1), grown, survived);
    }
}
