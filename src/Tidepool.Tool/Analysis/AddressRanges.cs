namespace Tidepool.Tool.Analysis;

/// <summary>Address ranges that don't overlap, each with a value.</summary>
internal sealed class AddressRanges<T>
{
    private readonly List<(ulong Start, ulong Length, T Said)> _ranges = [];
    private bool _isSorted = true;

    internal bool IsEmpty => _ranges.Count == 0;

    /// <summary>The total length of all ranges.</summary>
    internal double Length => _ranges.Sum(static range => (double)range.Length);

    internal void Add(ulong start, ulong length, T said)
    {
        _ranges.Add((start, length, said));
        _isSorted = false;
    }

    internal bool TryFind(ulong address, out (ulong Start, ulong Length, T Said) range)
    {
        if (!_isSorted)
        {
            _ranges.Sort(static (one, other) => one.Start.CompareTo(other.Start));
            _isSorted = true;
        }

        int low = 0;
        int high = _ranges.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_ranges[middle].Start <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        range = low > 0 ? _ranges[low - 1] : default;
        return low > 0 && address - range.Start < range.Length;
    }
}
