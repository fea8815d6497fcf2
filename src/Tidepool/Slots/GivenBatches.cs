namespace Tidepool.Slots;

/// <summary>Full batches that threads have given away, each to be taken as a whole by a thread whose batch is empty: no slot is touched.</summary>
/// <remarks>
/// There is room for one batch from each thread. A thread that gives a batch gets an empty array in exchange, and one that takes a batch leaves its own
/// empty array. Neither waits for the lock, so a thread that is suspended while it holds the lock blocks no other: without the lock, slots go over the
/// shared stack.
/// </remarks>
internal sealed class GivenBatches
{
    private readonly Lock _gate = new();

    /// <summary>An array for each thread: first the given batches, the latest last; then empty arrays.</summary>
    private readonly List<(Batch.Place[] Places, int Count)> _batches = [];

    /// <summary>How many batches lie here.</summary>
    private volatile int _given;

    /// <summary>The fewest batches that lay here since the decay last asked.</summary>
    private int _lowest;

    internal bool IsEmpty => _given == 0;

    /// <summary>Makes room for one more thread's batch. Changes nothing if it throws.</summary>
    internal void AddThread()
    {
        using (_gate.Hold())
        {
            _batches.Add((Batch.NewPlaces(), 0));
        }
    }

    /// <summary>Takes one thread's room away. While this is held, and all given batches have been emptied.</summary>
    internal void RemoveThread() => _batches.RemoveAt(_batches.Count - 1);

    /// <summary>Takes the oldest slots of a batch. For the batch's thread.</summary>
    /// <param name="places">The batch's array. Replaced by another one, with the slots that stay.</param>
    /// <param name="count">How many slots the batch has.</param>
    /// <param name="given">How many of them are given away.</param>
    /// <returns>False if there is no room, or the lock is taken.</returns>
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

    /// <summary>Hands the batch that was given last to an empty one. For the empty batch's thread.</summary>
    /// <param name="places">The empty batch's array. Replaced by the given one.</param>
    /// <returns>How many slots that has; 0 if there is none, or the lock is taken.</returns>
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

    /// <summary>Keeps batches from being given or taken until the scope ends, so that a look into all of them misses none that changes hands.</summary>
    internal Lock.Scope Hold() => _gate.Hold();

    /// <summary>The fewest batches that lay here since the last call: that many, the oldest ones, have not been taken meanwhile.
    /// While this is held.</summary>
    internal int TakeLowest()
    {
        int lowest = Math.Min(_lowest, _given);
        _lowest = _given;
        return lowest;
    }

    /// <summary>Takes the oldest batch, for the caller to claim its slots; null if there is none. While this is held, until all of them are claimed.</summary>
    internal Batch.Place[]? TryTakeOldest()
    {
        if (_given == 0)
        {
            return null;
        }

        Batch.Place[] oldest = _batches[0].Places;
        _lowest = Math.Min(_lowest, --_given);
        for (int index = 0; index < _given; index++)
        {
            _batches[index] = _batches[index + 1];
        }

        _batches[_given] = (oldest, 0);
        return oldest;
    }
}
