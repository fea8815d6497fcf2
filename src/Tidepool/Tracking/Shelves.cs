using Tidepool.Diagnosis;
using Tidepool.Slots;

namespace Tidepool.Tracking;

/// <summary>All tracked buffers of a pool: a shelf for each size class, and one for what is larger than all of them.</summary>
internal sealed class Shelves
{
    private readonly SizeClasses _classes;
    private readonly PoolContext _pool;
    private readonly Func<int, TrackedBuffer> _create;

    /// <summary>By size class.</summary>
    private readonly Shelf[] _shelves;

    /// <summary>Lends what is larger than all classes, and keeps none of it.</summary>
    private readonly Shelf _large;

    /// <param name="pool">The pool's.</param>
    /// <param name="classes">The pool's.</param>
    /// <param name="clearsOnReturn">A rented buffer holds zeros.</param>
    /// <param name="keep">By a buffer's size: how many lie in quarantine, and how many idle.</param>
    /// <param name="create">Makes a buffer of so many bytes.</param>
    internal Shelves(PoolContext pool, SizeClasses classes, bool clearsOnReturn, Func<int, (int Quarantine, int MaxIdle)> keep, Func<int, TrackedBuffer> create)
    {
        _classes = classes;
        _pool = pool;
        _create = create;
        _shelves = [.. Enumerable.Range(0, classes.Count).Select(sizeClass => NewShelf(classes[sizeClass], keep(classes[sizeClass])))];
        _large = NewShelf(0, (0, 0));

        Shelf NewShelf(int bufferSize, (int Quarantine, int MaxIdle) kept) => new(pool, bufferSize, kept.MaxIdle, clearsOnReturn, kept.Quarantine);
    }

    /// <summary>What is larger than all classes.</summary>
    internal BucketStatistics GetUnpooledStatistics() => _large.GetStatistics();

    internal IEnumerable<BucketStatistics> GetStatistics() => _shelves.Select(static shelf => shelf.GetStatistics());

    internal IEnumerable<OutstandingLease> GetOutstanding() =>
        from shelf in _shelves.Append(_large)
        from slot in shelf.GetOutstanding()
        select slot.Rented.ToOutstanding(shelf.Identity.BufferSize, slot.Length, _pool.Time);

    /// <inheritdoc cref="Shelf.TryLend"/>
    internal TrackedSlot? TryLend(int size, RentTrace rented, ref List<MisuseReport>? found) => ShelfOf(size).TryLend(size, rented, ref found);

    /// <summary>Lends a new buffer, whose bytes have been booked. They are booked off when it throws.</summary>
    internal TrackedSlot LendNew(int size, RentTrace rented)
    {
        int capacity = _classes.BufferSizeFor(size);
        TrackedBuffer? buffer = null;
        TrackedSlot slot;
        try
        {
            buffer = _create(capacity);
            slot = ShelfOf(size).LendNew(buffer, size, rented);
        }
        catch
        {
            buffer?.Free();
            _pool.Budget.Release(capacity);
            _pool.Budget.ServeWaiters();
            throw;
        }

        _pool.Budget.NoteCreated();
        return slot;
    }

    internal void Trim(ref List<MisuseReport>? found)
    {
        foreach (Shelf shelf in _shelves)
        {
            shelf.Trim(ref found);
        }
    }

    /// <summary>One step of the tide; see <see cref="Shelf.Decay"/>.</summary>
    internal bool Decay(ReadOnlySpan<double> shareAt, ref List<MisuseReport>? found)
    {
        bool hasBuffers = false;
        foreach (Shelf shelf in _shelves)
        {
            hasBuffers |= shelf.Decay(shareAt, ref found);
        }

        return hasBuffers;
    }

    /// <summary>Drops idle buffers until the budget has room, as far as that goes.</summary>
    internal void MakeRoom(int bytes, ref List<MisuseReport>? found)
    {
        // The large ones first: fewer of them have to go.
        for (int sizeClass = _shelves.Length - 1; sizeClass >= 0 && _pool.Budget.ShortOf(bytes) > 0; sizeClass--)
        {
            int size = _classes[sizeClass];
            _shelves[sizeClass].Trim(ref found, (int)Math.Min(int.MaxValue, (_pool.Budget.ShortOf(bytes) + size - 1) / size));
        }
    }

    internal void ReportOutstanding(ref List<MisuseReport>? found)
    {
        foreach (Shelf shelf in _shelves.Append(_large))
        {
            shelf.ReportOutstanding(ref found);
        }
    }

    /// <summary>Keeps nothing from now on.</summary>
    internal void Close(ref List<MisuseReport>? found)
    {
        foreach (Shelf shelf in _shelves)
        {
            shelf.Close(ref found);
        }

        _large.Close(ref found);
    }

    private Shelf ShelfOf(int size) => size > _classes.Largest ? _large : _shelves[_classes.IndexOf(size)];
}
