namespace Tidepool.Analyzers.Flow;

/// <summary>Enumerates all outcomes of an operation that asks several times which way it goes.</summary>
internal sealed class Choices
{
    private readonly List<bool> _made = [];
    private int _asked;

    /// <summary>Which way this time.</summary>
    internal bool Choose()
    {
        if (_asked == _made.Count)
        {
            _made.Add(false);
        }

        return _made[_asked++];
    }

    /// <summary>Begins the next outcome.</summary>
    /// <returns>False once there is none left.</returns>
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
