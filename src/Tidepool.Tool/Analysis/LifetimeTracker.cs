namespace Tidepool.Tool.Analysis;

/// <summary>Tracks sampled byte arrays through collections by their addresses.</summary>
/// <remarks>A collection reports which address ranges it found alive and where it moved them. An array within the generations it collected that is in none of
/// those ranges is dead. A background collection examines only generation 2 and large objects, and only what was allocated before it began. A dead array in an
/// old generation isn't found dead until that generation is collected, and counts as alive until then, so counts are upper bounds. Counts are taken after full
/// collections, which leave the fewest such arrays, or after all collections if there are few full ones.</remarks>
internal sealed class LifetimeTracker
{
    private const int FullGeneration = 2;

    /// <summary>With at least this many full collections, only they are used for counts.</summary>
    private const int EnoughFullCollections = 3;

    private readonly List<Followed> _living = [];
    private readonly List<FollowedArray> _dead = [];
    private readonly LivePeaks _afterFull = new();
    private readonly LivePeaks _afterAll = new();

    /// <summary>The running collections. Others may run within a background collection.</summary>
    private readonly Stack<Collection> _running = [];

    private int _samples;
    private int _collections;
    private int _fullCollections;
    private double _survivingBytes;
    private double _survivingArrayBytes;

    internal void OnSample(ulong address, AllocationSample sample) => _living.Add(new Followed(address, ++_samples, sample));

    internal void OnCollectionStart(int generation, bool isBackground) => _running.Push(new Collection(generation, isBackground, _samples));

    /// <summary>Records a range of the heap at the start of a collection.</summary>
    internal void OnGeneration(int generation, ulong start, ulong length)
    {
        if (_running.TryPeek(out Collection? collection))
        {
            collection.Generations.Add(start, length, generation);
        }
    }

    internal void OnSurvived(ulong start, ulong length) => OnMoved(start, start, length);

    internal void OnMoved(ulong from, ulong to, ulong length)
    {
        if (_running.TryPeek(out Collection? collection))
        {
            collection.Survivors.Add(from, length, to);
        }
    }

    internal void OnCollectionEnd()
    {
        // A collection that was running when the recording began has no start event, and one without survivors has reported nothing.
        if (_running.TryPop(out Collection? collection) && !collection.Survivors.IsEmpty)
        {
            _collections++;
            Decide(collection);
            _afterAll.Look(_living.Select(static array => array.Sample));
            if (collection.Generation >= FullGeneration)
            {
                _fullCollections++;
                _afterFull.Look(_living.Where(array => array.Number <= collection.NewestSample).Select(static array => array.Sample));
            }
        }
    }

    /// <returns>Null if the trace doesn't report survivors, or no collection examined any array.</returns>
    internal Lifetimes? Result()
    {
        FollowedArray[] followed =
        [
            .. _dead,
            .. _living.Where(static array => array.Survived > 0).Select(static array => new FollowedArray(array.Sample, array.Survived, HasDied: false)),
        ];
        LivePeaks peaks = _fullCollections >= EnoughFullCollections ? _afterFull : _afterAll;
        return followed.Length == 0 ? null : new Lifetimes(_collections, followed, peaks.Counts())
        {
            OfSurvivors = _survivingBytes == 0 ? 0 : Math.Min(1, _survivingArrayBytes / _survivingBytes),
        };
    }

    private void Decide(Collection collection)
    {
        _survivingBytes += collection.Survivors.Length;
        foreach (Followed array in _living)
        {
            if (array.Number > collection.NewestSample || !collection.Takes(array.Address))
            {
                continue;
            }

            if (collection.Survivors.TryFind(array.Address, out (ulong Start, ulong Length, ulong MovedTo) survivor))
            {
                array.Address = array.Address - survivor.Start + survivor.MovedTo;
                array.Survived++;
                _survivingArrayBytes += array.Sample.IsWorthPooling ? array.Sample.Weight : 0;
            }
            else
            {
                array.IsDead = true;
                _dead.Add(new FollowedArray(array.Sample, array.Survived, HasDied: true));
            }
        }

        _living.RemoveAll(static array => array.IsDead);
    }

    private sealed class Followed(ulong address, int number, AllocationSample sample)
    {
        internal ulong Address { get; set; } = address;

        internal int Survived { get; set; }

        internal bool IsDead { get; set; }

        internal int Number => number;

        internal AllocationSample Sample => sample;
    }

    private sealed class Collection(int generation, bool isBackground, int newestSample)
    {
        internal int Generation => generation;

        /// <summary>The last sample before the collection began.</summary>
        internal int NewestSample => newestSample;

        /// <summary>The heap's generations by address. Large and pinned objects are numbered as generations above 2.</summary>
        internal AddressRanges<int> Generations { get; } = new();

        /// <summary>The ranges found alive, with their new addresses.</summary>
        internal AddressRanges<ulong> Survivors { get; } = new();

        /// <summary>Whether the collection examines the object at this address.</summary>
        internal bool Takes(ulong address)
        {
            int of = Generations.TryFind(address, out (ulong Start, ulong Length, int Generation) range) ? Math.Min(range.Generation, FullGeneration) : 0;
            return isBackground ? of == FullGeneration : of <= generation;
        }
    }
}
