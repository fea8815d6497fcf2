using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>How many followed arrays survive one collection, and how many survive two.</summary>
/// <param name="One">The share of their bytes that survives the first collection that could have freed them.</param>
/// <param name="Two">The share that survives two; null if none of them met a second one.</param>
internal sealed record Survival(Share One, Share? Two)
{
    /// <remarks>The recording ends before many arrays meet their second collection, so those that survive two are counted among those that met two (the
    /// Kaplan-Meier estimator).</remarks>
    internal static Survival Of(IReadOnlyCollection<FollowedArray> followed)
    {
        Share one = Share.Of(followed, static array => array.Sample, static array => array.Survived > 0);
        FollowedArray[] metTwo = [.. followed.Where(static array => array.Survived > 1 || (array.HasDied && array.Survived == 1))];
        if (metTwo.Length == 0)
        {
            // If the first collection freed all of them, none can survive two.
            return new Survival(one, one.Samples == 0 && followed.Count > 0 ? one : null);
        }

        Share second = Share.Of(metTwo, static array => array.Sample, static array => array.Survived > 1);
        double error = Math.Sqrt(Math.Pow(one.Error * second.Value, 2) + Math.Pow(second.Error * one.Value, 2));
        return new Survival(one, new Share(one.Value * second.Value, error, second.Samples) { IsOfTicks = one.IsOfTicks });
    }
}
