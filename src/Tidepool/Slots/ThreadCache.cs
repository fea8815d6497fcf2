namespace Tidepool.Slots;

/// <summary>What one thread keeps of one pool: a ring for each size class it has used, and before them the hot slots.</summary>
internal sealed class ThreadCache
{
    private readonly Ring?[] _rings;

    internal ThreadCache(Home home, SizeClasses classes)
    {
        Home = home;
        Hot = new Slot[SizeCells.Count];
        Array.Fill(Hot, Ring.NoSlot);
        _rings = new Ring?[classes.Count];
    }

    internal Home Home { get; }

    /// <summary>By size cell: the slot that a rent of that size tries first, or <see cref="Ring.NoSlot"/>. Always <see cref="SizeCells.Count"/> of them.</summary>
    internal Slot[] Hot { get; }

    /// <summary>The ring of a size class, made on first use.</summary>
    internal Ring RingOf(int sizeClass, SizeClasses classes, Depot depot)
    {
        Ring? ring = _rings[sizeClass];
        if (ring is null)
        {
            // What is cleared on return takes the slow path at both ends.
            (int firstCell, int cellCount) = depot.ClearsOnReturn ? (0, 0) : classes.CellsOf(sizeClass);
            ring = new Ring(Home, depot, new ArraySegment<Slot>(Hot, firstCell, cellCount));
            depot.Add(ring);
            _rings[sizeClass] = ring;
        }

        return ring;
    }

    /// <summary>Gives everything back, after the thread has ended.</summary>
    internal void OnThreadEnded()
    {
        foreach (Ring? ring in _rings)
        {
            ring?.Depot.TakeOver(ring);
        }
    }
}
