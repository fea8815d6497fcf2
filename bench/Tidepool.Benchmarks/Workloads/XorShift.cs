namespace Tidepool.Benchmarks.Workloads;

/// <summary>A repeatable sequence of numbers that costs a nanosecond, so that it doesn't hide what is measured.</summary>
internal struct XorShift(int seed)
{
    private uint _state = ((uint)seed * 2_654_435_761u) | 1;

    /// <summary>A number from 0 to <paramref name="bound"/> - 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Below(int bound)
    {
        _state ^= _state << 13;
        _state ^= _state >> 17;
        _state ^= _state << 5;
        return (int)(((ulong)_state * (uint)bound) >> 32);
    }
}
