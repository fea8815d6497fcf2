namespace Tidepool.Analyzers.Flow;

/// <summary>The lattice: all that can be so at one point, one element for each kind of path that leads there. Joining is union.</summary>
/// <remarks>A set, rather than one merged state, so that "on some path" is what it says: no report rests on the beginning of one path and the end of another.</remarks>
internal sealed class PathStates
{
    private readonly Dictionary<PathState, PathState> _states = [];

    /// <summary>Adds what is so on one more path.</summary>
    /// <returns>What to go on with; null if it was known.</returns>
    internal PathState? Join(PathState state)
    {
        if (!_states.TryGetValue(state, out PathState known))
        {
            _states.Add(state, state);
            return state;
        }

        PathState joined = known.Join(state);
        _states[known] = joined;
        return joined == known ? null : joined;
    }
}
