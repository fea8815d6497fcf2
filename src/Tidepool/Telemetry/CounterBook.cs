using System.Runtime.InteropServices;
using Tidepool.Slots;

namespace Tidepool.Telemetry;

/// <summary>What a meter's counters have shown, by the pools' names. They never fall: what an ended pool counted stays in the sum of its name.</summary>
/// <remarks>
/// Listeners take a counter that falls for a program that has been restarted. Where statistics are read in the middle of traffic, or two readings overtake each
/// other, the larger number counts.
/// A pool is read outside the lock: what it finds then goes to anybody's callback.
/// </remarks>
internal sealed class CounterBook
{
    private readonly Lock _gate = new();

    /// <summary>Those that haven't ended, by number.</summary>
    private readonly Dictionary<long, Page> _pools = [];

    /// <summary>The sums of those that have ended, by name.</summary>
    private readonly Dictionary<string, Page> _ended = [];

    private long _version;

    /// <summary>A pool counts from now on.</summary>
    internal void Open(long number, string name)
    {
        using (_gate.Hold())
        {
            _pools.Add(number, new Page(name));
        }
    }

    /// <summary>Notes what was read.</summary>
    /// <returns>What there is to tell now.</returns>
    internal Snapshot Note(IReadOnlyList<PoolReading> readings)
    {
        List<PoolReading> living = new(readings.Count);
        using (_gate.Hold())
        {
            foreach (PoolReading reading in readings)
            {
                // Not those that have ended since they were read.
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

    /// <summary>A pool has ended: what it counted stays.</summary>
    /// <param name="number">The pool's.</param>
    /// <param name="last">What was read last; null where that failed.</param>
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

    /// <summary>What there is to tell at one moment.</summary>
    /// <param name="Version">Rises from one to the next.</param>
    /// <param name="Living">The pools that haven't ended.</param>
    /// <param name="Counted">What has been counted under each name, by pools that have ended too.</param>
    internal sealed record Snapshot(long Version, IReadOnlyList<PoolReading> Living, IReadOnlyList<Page> Counted);

    /// <summary>The counts of a pool, or of all pools of one name.</summary>
    internal sealed class Page(string name)
    {
        private readonly SortedDictionary<int, Counts> _buckets = [];

        internal string Name => name;

        /// <summary>By the size of a bucket; 0 for what is too large for any.</summary>
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
