namespace Tidepool.Tests.ModelChecking;

/// <summary>Visits every state that a few actors with store buffers can reach together, each state once, depth first.</summary>
internal static class Explorer
{
    /// <summary>More than any model here needs: one that grows beyond it is too large to be exhaustive.</summary>
    private const int MostStates = 4_000_000;

    /// <param name="start">Where all begins.</param>
    /// <param name="check">Says what is wrong with a state, or null. Asked in each of them.</param>
    /// <param name="checkEnd">The same for states in which nobody can go on.</param>
    internal static Exploration Explore(World start, Func<World, string?> check, Func<World, string?> checkEnd)
    {
        HashSet<string> seen = [start.Key()];
        Stack<Visit> path = new();
        path.Push(new Visit(start, "start"));
        int ends = 0;
        while (path.TryPeek(out Visit? visit))
        {
            if (!visit.IsChecked)
            {
                visit.IsChecked = true;
                string? fault = check(visit.World);
                if (fault is null && visit.IsEnd)
                {
                    ends++;
                    fault = checkEnd(visit.World);
                }

                if (fault is not null)
                {
                    return new Exploration(seen.Count, ends, fault, [.. path.Reverse().Select(static taken => taken.Move)]);
                }
            }

            if (!visit.TryNext(out Visit? next))
            {
                path.Pop();
            }
            else if (seen.Add(next.World.Key()))
            {
                Assert.True(seen.Count < MostStates, "The model is too large to be explored exhaustively.");
                path.Push(next);
            }
        }

        return new Exploration(seen.Count, ends, null, []);
    }

    /// <summary>A state on the path that is being explored, with what is still to be tried from there.</summary>
    private sealed class Visit(World world, string move)
    {
        private readonly List<(World World, string Move)> _successors = world.Successors();
        private int _tried;

        internal World World { get; } = world;

        internal string Move { get; } = move;

        internal bool IsChecked { get; set; }

        internal bool IsEnd => _successors.Count == 0;

        internal bool TryNext([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Visit? next)
        {
            next = null;
            if (_tried == _successors.Count)
            {
                return false;
            }

            (World world, string move) = _successors[_tried++];
            next = new Visit(world, move);
            return true;
        }
    }
}
