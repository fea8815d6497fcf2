namespace Tidepool.Slots;

/// <summary>Batches that threads with too much at hand have given away, each for a thread with nothing at hand to take as a whole:
/// no slot is touched.</summary>
/// <remarks>
/// There is room for one from each thread. Whoever gives a batch gets an empty array for it, and whoever takes one leaves its own empty array.
/// The lock is never waited for on these two ways, so nobody is held up by a thread that is suspended here:
/// whoever doesn't get it goes to the shared stack instead.
/// </remarks>
internal sealed class GivenBatches
{
    private readonly Lock _gate = new();

    /// <summary>One for each thread: first those that were given, the last one behind the others; then empty arrays.</summary>
    private readonly List<(Batch.Place[] Places, int Count)> _batches = [];

    /// <summary>How many were given.</summary>
    private volatile int _given;

    /// <summary>The fewest that lay here since the decay last asked.</summary>
    private int _lowest;

    internal bool IsEmpty => _given == 0;

    /// <summary>One more thread uses the class. Nothing has changed when it throws.</summary>
    internal void AddThread()
    {
        using (_gate.Hold())
        {
            _batches.Add((Batch.NewPlaces(), 0));
        }
    }

    /// <summary>One thread less uses it. While it is held, and all that was given has been claimed.</summary>
    internal void RemoveThread() => _batches.RemoveAt(_batches.Count - 1);

    /// <summary>Takes the oldest slots of a batch. Its thread.</summary>
    /// <param name="places">The batch's array. It gets another one, with the slots that stay.</param>
    /// <param name="count">How many slots it has.</param>
    /// <param name="given">How many of them go.</param>
    internal bool TryGive(ref Batch.Place[] places, int count, int given)
    {
        if (_given == _batches.Count || !_gate.TryEnter())
        {
            return false;
        }

        try
        {
            if (_given == _batches.Count)
            {
                return false;
            }

            Batch.Place[] empty = _batches[_given].Places;
            Span<Batch.Place> staying = places.AsSpan(given, count - given);
            staying.CopyTo(empty);
            staying.Clear();
            _batches[_given++] = (places, given);
            Volatile.Write(ref places, empty);
            return true;
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>Gives what was given last to a batch that is empty. Its thread.</summary>
    /// <param name="places">The batch's array. It gets another one.</param>
    /// <returns>How many slots that has.</returns>
    internal int TryTake(ref Batch.Place[] places)
    {
        if (_given == 0 || !_gate.TryEnter())
        {
            return 0;
        }

        try
        {
            if (_given == 0)
            {
                return 0;
            }

            (Batch.Place[] taken, int count) = _batches[--_given];
            _batches[_given] = (places, 0);
            _lowest = Math.Min(_lowest, _given);
            Volatile.Write(ref places, taken);
            return count;
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>Nothing is given or taken until this ends: so whoever looks into all batches misses none that changes hands.</summary>
    internal Lock.Scope Hold() => _gate.Hold();

    /// <summary>The fewest that lay here since this was last asked: so many, those that were given first, have not been taken meanwhile.
    /// While it is held.</summary>
    internal int TakeLowest()
    {
        int lowest = Math.Min(_lowest, _given);
        _lowest = _given;
        return lowest;
    }

    /// <summary>Takes what was given first, for the caller to claim; null when there is nothing. While it is held, until all of it has been claimed.</summary>
    internal Batch.Place[]? TryTakeOldest()
    {
        if (_given == 0)
        {
            return null;
        }

        Batch.Place[] oldest = _batches[0].Places;
        _batches.RemoveAt(0);
        _batches.Add((oldest, 0));
        _lowest = Math.Min(_lowest, --_given);
        return oldest;
    }
}
