namespace Tidepool.Analyzers.Flow;

/// <summary>The lattice: all that can be so at one point, one element for each kind of path that leads there. Joining is union.</summary>
/// <remarks>A set, rather than one merged state, so that "on some path" is what it says: no report rests on the beginning of one path and the end of
/// another.</remarks>
internal sealed class PathStates
{
    /// <summary>How many paths are told apart that differ by nothing but how conditions came out: as many as <c>if (a || b || c || d)</c> has.</summary>
    private const int MaxAlike = 4;

    private readonly Dictionary<PathState, List<PathState>> _states = [];

    /// <summary>Adds what is so on one more path.</summary>
    /// <returns>What to go on with; null if it was known.</returns>
    internal PathState? Join(PathState state)
    {
        if (!_states.TryGetValue(state, out List<PathState> alike))
        {
            _states.Add(state, [state]);
            return state;
        }

        if (alike.Exists(known => known.Join(state) == known))
        {
            return null;
        }

        if (alike.Count >= MaxAlike)
        {
            state = alike.Select(known => known.Join(state)).OrderByDescending(static joined => joined.FactCount).First();
        }

        alike.RemoveAll(known => state.Join(known) == state);
        alike.Add(state);
        return state;
    }
}
