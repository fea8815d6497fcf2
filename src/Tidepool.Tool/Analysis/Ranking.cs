namespace Tidepool.Tool.Analysis;

/// <summary>The largest parts of a whole, and what the rest adds up to.</summary>
/// <param name="Top">The largest parts, by descending share.</param>
/// <param name="Others">The number of parts that aren't among them.</param>
/// <param name="OthersShare">The share of all those together.</param>
internal sealed record Ranking<TKey>(IReadOnlyList<(TKey Key, Share Share)> Top, int Others, Share OthersShare)
    where TKey : notnull
{
    private const int Most = 10;

    /// <summary>Smaller parts would be shown as 0.0 %, and are left out unless there is no larger one.</summary>
    private const double Smallest = 0.000_5;

    /// <param name="some">The samples to rank.</param>
    /// <param name="all">The samples that the shares are shares of.</param>
    /// <param name="keyOf">The part that a sample belongs to. Of several keys that count as equal, the first is shown.</param>
    /// <param name="comparer">Tells which keys are equal; null for the default.</param>
    internal static Ranking<TKey> Of(
        IReadOnlyList<AllocationSample> some, IReadOnlyList<AllocationSample> all, Func<AllocationSample, TKey> keyOf, IEqualityComparer<TKey>? comparer = null)
    {
        IGrouping<TKey, AllocationSample>[] groups =
            [.. some.GroupBy(keyOf, comparer).OrderByDescending(static group => group.Sum(static sample => sample.Weight))];
        double least = Smallest * all.Sum(static sample => sample.Weight);
        int shown = Math.Min(Most, Math.Max(1, groups.TakeWhile(group => group.Sum(static sample => sample.Weight) >= least).Count()));
        IGrouping<TKey, AllocationSample>[] others = [.. groups.Skip(shown)];
        return new Ranking<TKey>(
            [.. groups.Take(shown).Select(group => (group.Key, ShareOf(group)))], others.Length,
            others.Length == 0 ? default : ShareOf(others.SelectMany(static group => group)));

        Share ShareOf(IEnumerable<AllocationSample> part)
        {
            HashSet<AllocationSample> members = new(part, ReferenceEqualityComparer.Instance);
            return Share.Of(all, members.Contains);
        }
    }
}
