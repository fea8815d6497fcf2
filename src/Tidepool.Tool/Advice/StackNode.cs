using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>A method in the tree of stacks, or a type at its leaves, with what was allocated below it.</summary>
/// <param name="Name">Name of the method or the type.</param>
/// <param name="Share">Its share of all bytes, 0 to 1.</param>
/// <param name="Samples">The number of samples behind it.</param>
/// <param name="IsType">Whether this is an allocated type rather than a method.</param>
/// <param name="Children">The methods it calls and the types it allocates, by descending share.</param>
internal sealed record StackNode(string Name, double Share, int Samples, bool IsType, IReadOnlyList<StackNode> Children)
{
    /// <summary>Nodes with a smaller share of all bytes are omitted.</summary>
    private const double Smallest = 0.002;

    /// <summary>The deepest stack that is shown. Deeper ones lose their outermost methods.</summary>
    private const int MostDepth = 60;

    /// <summary>The number of levels, including this one.</summary>
    internal int Depth => 1 + Children.Select(static child => child.Depth).DefaultIfEmpty(0).Max();

    /// <returns>The root of the tree, or null if no stacks are known.</returns>
    internal static StackNode? Of(IReadOnlyList<AllocationSample> samples)
    {
        double total = samples.Sum(static sample => sample.Weight);
        (AllocationSample Sample, string[] Path)[] paths =
        [
            .. samples.Where(static sample => sample.Stack.Count > 0)
                .Select(static sample => (sample, (string[])[.. sample.Stack.Take(MostDepth).Reverse(), sample.Type])),
        ];
        return paths.Length == 0 ? null : new StackNode("all that was allocated", paths.Sum(static path => path.Sample.Weight) / total, paths.Length,
            IsType: false, Below(paths, 0, total));
    }

    private static IReadOnlyList<StackNode> Below(IEnumerable<(AllocationSample Sample, string[] Path)> paths, int depth, double total) =>
    [
        .. paths.Where(path => path.Path.Length > depth)
            .GroupBy(path => (Name: path.Path[depth], IsType: path.Path.Length == depth + 1))
            .Select(group => (group.Key, Paths: group.ToArray(), Share: group.Sum(static path => path.Sample.Weight) / total))
            .Where(static group => group.Share >= Smallest)
            .OrderByDescending(static group => group.Share)
            .Select(group => new StackNode(group.Key.Name, group.Share, group.Paths.Length, group.Key.IsType, Below(group.Paths, depth + 1, total))),
    ];
}
