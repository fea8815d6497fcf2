namespace Tidepool.Benchmarks.Workloads.Ports;

/// <summary>A bounded queue under one lock; taken once for many buffers, so that its cost disappears among theirs.</summary>
internal sealed class BatchQueue<T>(int capacity)
    where T : class
{
    private readonly Queue<T> _items = new(capacity);

    /// <summary>Puts an item in, waiting while the queue is full.</summary>
    public void Put(T item)
    {
        lock (_items)
        {
            while (_items.Count == capacity)
            {
                Monitor.Wait(_items);
            }

            _items.Enqueue(item);
            Monitor.PulseAll(_items);
        }
    }

    /// <summary>Takes the oldest item, waiting while there is none.</summary>
    public T Take()
    {
        lock (_items)
        {
            while (_items.Count == 0)
            {
                Monitor.Wait(_items);
            }

            T item = _items.Dequeue();
            Monitor.PulseAll(_items);
            return item;
        }
    }
}
