using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>How long byte arrays live, in one or more traces.</summary>
/// <param name="Collections">The number of collections they were tracked through.</param>
/// <param name="SurvivedOne">The share of their bytes that survives the first collection that could have reclaimed them.</param>
/// <param name="SurvivedTwo">The share of their bytes that survives two such collections; null if none of them met a second one.</param>
/// <param name="Live">The largest number of arrays of each bucket alive at once in one process.</param>
internal sealed record LifetimeSummary(int Collections, Share SurvivedOne, Share? SurvivedTwo, IReadOnlyList<LiveCount> Live)
{
    /// <summary>The share of the surviving bytes that belongs to arrays that a pool could serve, 0 to 1.</summary>
    internal double OfSurvivors { get; private init; }

    /// <returns>Null if none of the traces has lifetimes.</returns>
    internal static LifetimeSummary? Of(IReadOnlyList<Findings> findings)
    {
        Lifetimes[] all = [.. findings.Select(static part => part.Lifetimes).OfType<Lifetimes>()];
        if (all.Length == 0)
        {
            return null;
        }

        FollowedArray[] followed = [.. all.SelectMany(static part => part.Followed)];
        Survival survival = Survival.Of(followed);
        return new LifetimeSummary(
            all.Sum(static part => part.Collections),
            survival.One,
            survival.Two,
            [
                .. all.SelectMany(static part => part.Live).GroupBy(static count => count.Bucket).OrderBy(static bucket => bucket.Key)
                    .Select(static bucket => bucket.MaxBy(static count => count.AtMost)!),
            ])
        {
            OfSurvivors = all.Max(static part => part.OfSurvivors),
        };
    }
}
