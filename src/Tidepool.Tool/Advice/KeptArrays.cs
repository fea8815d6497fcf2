using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>Byte arrays that aren't freed: they have to be allocated, with a pool as well.</summary>
/// <param name="Share">Of the bytes of those that a pool would serve otherwise, 0 to 1.</param>
/// <param name="Growth">How the heap grew.</param>
/// <param name="Survived">What of the arrays that were followed was alive at the end, 0 to 1; null where none were.</param>
internal sealed record KeptArrays(double Share, HeapGrowth Growth, double? Survived)
{
    /// <param name="recordings">Where the heap's size was told, the most telling first: one that doesn't tell leaves it to the next.</param>
    /// <param name="lifetimes">What became of arrays.</param>
    /// <param name="bytesPerSecond">How fast arrays for a pool are allocated.</param>
    /// <returns>Null where nothing tells.</returns>
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
