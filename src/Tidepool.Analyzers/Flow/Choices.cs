namespace Tidepool.Analyzers.Flow;

/// <summary>Enumerates all outcomes of an operation that makes several yes-or-no choices.</summary>
internal sealed class Choices
{
    private readonly List<bool> _made = [];
    private int _asked;

    /// <summary>Whether the present outcome is one of several.</summary>
    internal bool AreMade => _asked > 0;

    /// <summary>The next choice of the present outcome.</summary>
    internal bool Choose()
    {
        if (_asked == _made.Count)
        {
            _made.Add(false);
        }

        return _made[_asked++];
    }

    /// <summary>Begins the next outcome.</summary>
    /// <returns>False if there are no more.</returns>
    internal bool MoveNext()
    {
        while (_made.Count > 0 && _made[_made.Count - 1])
        {
            _made.RemoveAt(_made.Count - 1);
        }

        if (_made.Count > 0)
        {
            _made[_made.Count - 1] = true;
        }

        _asked = 0;
        return _made.Count > 0;
    }
}
