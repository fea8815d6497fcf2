namespace Tidepool.Slots;

/// <summary>One thread's part of one pool: its residents of each size class that it has used, and their hot slots.</summary>
internal sealed class ThreadCache(OwnerThread thread, SizeClasses classes)
{
    private readonly Residents?[] _residents = new Residents?[classes.Count];

    /// <summary>By size cell: the slot that a rent of that size tries first.</summary>
    private readonly Slot[] _hot = NewHot();

    internal OwnerThread Thread => thread;

    /// <summary>The table that <see cref="OwnerThread.HotByPool"/> shows to rents.</summary>
    internal Slot[] Hot => _hot;

    /// <summary>The residents of a size class; null if the thread has not used it yet.</summary>
    internal Residents? KnownOf(int sizeClass) => _residents[sizeClass];

    /// <summary>The residents of a size class, made on first use.</summary>
    internal Residents ResidentsOf(int sizeClass, Bucket bucket) => _residents[sizeClass] ?? Add(sizeClass, bucket);

    /// <summary>The cells in which slots of this size class can be hot.</summary>
    internal Span<Slot> HotCellsOf(int sizeClass)
    {
        (int first, int count) = classes.CellsOf(sizeClass);
        return _hot.AsSpan(first, count);
    }

    private static Slot[] NewHot()
    {
        Slot[] hot = new Slot[SizeCells.Count];
        Array.Fill(hot, Residents.NoSlot);
        return hot;
    }

    private Residents Add(int sizeClass, Bucket bucket)
    {
        Residents residents = new(this, bucket, sizeClass);
        bucket.Add(residents);
        _residents[sizeClass] = residents;
        residents.Show();
        return residents;
    }

    /// <summary>Gives everything back after the thread has ended.</summary>
    internal void OnThreadEnded()
    {
        foreach (Residents? residents in _residents)
        {
            residents?.Bucket.TakeOver(residents);
        }
    }
}
