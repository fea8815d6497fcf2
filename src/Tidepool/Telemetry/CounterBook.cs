using System.Runtime.InteropServices;

namespace Tidepool.Telemetry;

/// <summary>The values that a meter's counters have shown, by pool name. They never fall: the counts of a pool that has ended stay in the sum
/// of its name.</summary>
/// <remarks>
/// To listeners, a counter that falls means that the program was restarted. If statistics are read while the pool is in use, or two readings overtake each
/// other, the larger number counts.
/// A pool is read outside the lock: what that finds goes to the application's callback.
/// </remarks>
internal sealed class CounterBook
{
    private readonly Lock _gate = new();

    /// <summary>Pools that haven't ended, by number.</summary>
    private readonly Dictionary<long, Page> _pools = [];

    /// <summary>The sums of pools that have ended, by name.</summary>
    private readonly Dictionary<string, Page> _ended = [];

    private long _version;

    /// <summary>Begins counting for a pool.</summary>
    internal void Open(long number, string name)
    {
        using (_gate.Hold())
        {
            _pools.Add(number, new Page(name));
        }
    }

    /// <summary>Records readings.</summary>
    /// <returns>The values to report now.</returns>
    internal Snapshot Note(IReadOnlyList<PoolReading> readings)
    {
        List<PoolReading> living = new(readings.Count);
        using (_gate.Hold())
        {
            foreach (PoolReading reading in readings)
            {
                // Not those of pools that have ended since they were read.
                if (_pools.TryGetValue(reading.Number, out Page? page))
                {
                    page.Note(reading);
                    living.Add(reading);
                }
            }

            Dictionary<string, Page> sums = [];
            foreach (Page page in _ended.Values.Concat(_pools.Values))
            {
                AddTo(sums, page);
            }

            return new Snapshot(++_version, living, [.. sums.Values]);
        }
    }

    /// <summary>Ends a pool. Its counts stay.</summary>
    /// <param name="number">The pool's number.</param>
    /// <param name="last">The last reading; null if that failed.</param>
    internal void Close(long number, PoolReading? last)
    {
        using (_gate.Hold())
        {
            if (!_pools.TryGetValue(number, out Page? page))
            {
                return;
            }

            if (last is not null)
            {
                page.Note(last);
            }

            if (page.HasCounted)
            {
                AddTo(_ended, page);
            }

            _pools.Remove(number);
        }
    }

    private static void AddTo(Dictionary<string, Page> sums, Page page)
    {
        ref Page? sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, page.Name, out _);
        (sum ??= new Page(page.Name)).Add(page);
    }

    /// <summary>The values to report at one moment.</summary>
    /// <param name="Version">Increases from one snapshot to the next.</param>
    /// <param name="Living">The pools that haven't ended.</param>
    /// <param name="Counted">The counts under each name, including those of pools that have ended.</param>
    internal sealed record Snapshot(long Version, IReadOnlyList<PoolReading> Living, IReadOnlyList<Page> Counted);

    /// <summary>The counts of a pool, or of all pools of one name.</summary>
    internal sealed class Page(string name)
    {
        private readonly SortedDictionary<int, Counts> _buckets = [];

        internal string Name => name;

        /// <summary>By bucket size; 0 for buffers too large for any bucket.</summary>
        internal IEnumerable<KeyValuePair<int, Counts>> Buckets => _buckets;

        internal long Refused { get; private set; }

        internal bool HasCounted => Refused > 0 || _buckets.Count > 0;

        internal void Note(PoolReading reading)
        {
            Refused = Math.Max(Refused, reading.Statistics.Refused);
            foreach (BucketStatistics bucket in reading.Buckets)
            {
                _buckets[bucket.Size] = _buckets.GetValueOrDefault(bucket.Size).Latest(Counts.Of(bucket));
            }
        }

        internal void Add(Page other)
        {
            Refused += other.Refused;
            foreach ((int size, Counts counts) in other._buckets)
            {
                _buckets[size] = _buckets.GetValueOrDefault(size).Plus(counts);
            }
        }
    }
}
