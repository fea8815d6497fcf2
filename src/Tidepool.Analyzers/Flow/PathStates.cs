namespace Tidepool.Analyzers.Flow;

/// <summary>The lattice: everything that may hold at one point, one element for each kind of path that leads there. Joining is union.</summary>
/// <remarks>A set rather than one merged state, so that "on some path" is meant literally: no report combines the beginning of one path with the end of
/// another.</remarks>
internal sealed class PathStates
{
    /// <summary>How many paths are kept apart that differ only in the outcomes of conditions: <c>if (a || b || c || d)</c> has this many.</summary>
    private const int MaxAlike = 4;

    private readonly Dictionary<PathState, List<PathState>> _states = [];

    /// <summary>Adds the state of one more path.</summary>
    /// <returns>The state to continue with; null if it was known already.</returns>
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
