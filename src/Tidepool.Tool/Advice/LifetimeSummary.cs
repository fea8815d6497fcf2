using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>How long byte arrays live, in one or many traces.</summary>
/// <param name="Collections">How many collections they were followed through.</param>
/// <param name="SurvivedOne">Of their bytes, what survives the first collection that could take it.</param>
/// <param name="SurvivedTwo">Of their bytes, what survives two.</param>
/// <param name="Live">How many of each bucket were alive at once in one process, where that was most.</param>
internal sealed record LifetimeSummary(int Collections, Share SurvivedOne, Share SurvivedTwo, IReadOnlyList<LiveCount> Live)
{
    /// <summary>Of what collections found alive, the arrays that a pool could serve, 0 to 1.</summary>
    internal double OfSurvivors { get; private init; }

    /// <returns>Null where none of the traces has lifetimes.</returns>
    internal static LifetimeSummary? Of(IReadOnlyList<Findings> findings)
    {
        Lifetimes[] all = [.. findings.Select(static part => part.Lifetimes).OfType<Lifetimes>()];
        if (all.Length == 0)
        {
            return null;
        }

        FollowedArray[] followed = [.. all.SelectMany(static part => part.Followed)];
        FollowedArray[] twice = [.. followed.Where(static array => array.HasDied || array.Survived > 1)];
        return new LifetimeSummary(
            all.Sum(static part => part.Collections),
            Share.Of(followed, static array => array.Sample, static array => array.Survived > 0),
            Share.Of(twice, static array => array.Sample, static array => array.Survived > 1),
            [
                .. all.SelectMany(static part => part.Live).GroupBy(static count => count.Bucket).OrderBy(static bucket => bucket.Key)
                    .Select(static bucket => bucket.MaxBy(static count => count.AtMost)!),
            ])
        {
            OfSurvivors = all.Max(static part => part.OfSurvivors),
        };
    }
}
