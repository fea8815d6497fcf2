namespace Tidepool.Benchmarks.Processes;

/// <summary>Counts how many different buffers are in use: in each 1,000 consecutive rents, on any thread.</summary>
internal sealed class DistinctBuffers
{
    private const int Rents = 1_000;

    private readonly Lock _gate = new();
    private readonly HashSet<byte[]> _seen = [];
    private readonly List<int> _counts = [];
    private int _rents;

    /// <summary>Gets the median over all complete thousands.</summary>
    public int Median
    {
        get
        {
            lock (_gate)
            {
                return _counts.Order().ElementAt(_counts.Count / 2);
            }
        }
    }

    /// <remarks>Arrays are compared by reference.</remarks>
    public void Note(byte[] array)
    {
        lock (_gate)
        {
            _seen.Add(array);
            if (++_rents == Rents)
            {
                _counts.Add(_seen.Count);
                _seen.Clear();
                _rents = 0;
            }
        }
    }
}
