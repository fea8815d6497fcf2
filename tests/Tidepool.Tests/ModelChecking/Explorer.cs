namespace Tidepool.Tests.ModelChecking;

/// <summary>Visits every state that a model can reach, once each, the nearest first: so the trace of a fault is a shortest one.</summary>
internal static class Explorer
{
    /// <summary>More than any model here needs: a model with more states is too large to be explored exhaustively.</summary>
    private const int MostStates = 3_000_000;

    internal static Exploration Explore(Model model)
    {
        World start = model.Start();
        KeyWriter key = new();
        HashSet<string> states = [];
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> seen = states.GetAlternateLookup<ReadOnlySpan<char>>();
        seen.Add(start.Key(key));
        List<(int From, Move Move)> origins = [(-1, default)];
        Queue<(World World, int Number)> open = new([(start, 0)]);
        int ends = 0;
        while (open.TryDequeue(out (World World, int Number) visit))
        {
            List<(World World, Move Move)> successors = model.Successors(visit.World);
            string? fault = model.Check(visit.World);
            if (fault is null && successors.Count == 0)
            {
                ends++;
                fault = model.CheckEnd(visit.World);
            }

            if (fault is not null)
            {
                return new Exploration(states.Count, ends, fault, TraceTo(visit.Number, origins));
            }

            foreach ((World next, Move move) in successors)
            {
                if (seen.Add(next.Key(key)))
                {
                    Assert.True(states.Count < MostStates, "The model is too large to be explored exhaustively.");
                    open.Enqueue((next, origins.Count));
                    origins.Add((visit.Number, move));
                }
            }
        }

        return new Exploration(states.Count, ends, null, []);
    }

    private static List<string> TraceTo(int number, List<(int From, Move Move)> origins)
    {
        List<string> trace = [];
        for (int at = number; at > 0; at = origins[at].From)
        {
            trace.Add(origins[at].Move.ToString());
        }

        trace.Reverse();
        return trace;
    }
}
