using System.Collections;

namespace Tidepool.Analyzers.Flow;

/// <summary>An immutable dictionary for the few entries of a state, in the order in which they were added.</summary>
/// <remarks>Searching an array is faster than searching a tree, and the runtime has far less code to compile: in a build by a new process, compiling takes
/// about as long as the analysis itself.</remarks>
internal sealed class SmallDictionary<TKey, TValue> : IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    private readonly KeyValuePair<TKey, TValue>[] _entries;

    private SmallDictionary(KeyValuePair<TKey, TValue>[] entries) => _entries = entries;

    internal static SmallDictionary<TKey, TValue> Empty { get; } = new([]);

    internal int Count => _entries.Length;

    internal bool IsEmpty => _entries.Length == 0;

    internal bool TryGetValue(TKey key, out TValue value)
    {
        int index = IndexOf(key);
        value = index < 0 ? default! : _entries[index].Value;
        return index >= 0;
    }

    /// <summary>A copy with the value for the key, instead of any previous one.</summary>
    internal SmallDictionary<TKey, TValue> With(TKey key, TValue value)
    {
        int index = IndexOf(key);
        KeyValuePair<TKey, TValue>[] entries = new KeyValuePair<TKey, TValue>[index < 0 ? _entries.Length + 1 : _entries.Length];
        Array.Copy(_entries, entries, _entries.Length);
        entries[index < 0 ? _entries.Length : index] = new(key, value);
        return new(entries);
    }

    internal SmallDictionary<TKey, TValue> Without(TKey key)
    {
        int index = IndexOf(key);
        if (index < 0)
        {
            return this;
        }

        KeyValuePair<TKey, TValue>[] entries = new KeyValuePair<TKey, TValue>[_entries.Length - 1];
        Array.Copy(_entries, entries, index);
        Array.Copy(_entries, index + 1, entries, index, entries.Length - index);
        return new(entries);
    }

    /// <summary>A copy with only the entries whose keys are kept.</summary>
    /// <returns>This instance if all are kept.</returns>
    internal SmallDictionary<TKey, TValue> Keeping(Func<TKey, bool> isKept) =>
        Array.TrueForAll(_entries, entry => isKept(entry.Key)) ? this : new(Array.FindAll(_entries, entry => isKept(entry.Key)));

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator() => ((IEnumerable<KeyValuePair<TKey, TValue>>)_entries).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => _entries.GetEnumerator();

    private int IndexOf(TKey key)
    {
        for (int i = 0; i < _entries.Length; i++)
        {
            if (EqualityComparer<TKey>.Default.Equals(_entries[i].Key, key))
            {
                return i;
            }
        }

        return -1;
    }
}
