using System.Diagnostics.CodeAnalysis;

namespace Tidepool.Slots;

/// <summary>One thread's part of one pool: its residents of each size class that it has used, and their hot slots.</summary>
internal sealed class ThreadCache(OwnerThread thread, SizeClasses classes, OwnerThreads.PoolId poolId)
{
    private readonly Residents?[] _residents = new Residents?[classes.Count];

    /// <summary>By size cell: the slot that a rent of that size tries first. Null until there is one.</summary>
    private Slot[]? _hot;

    internal OwnerThread Thread => thread;

    /// <summary>The residents of a size class; null if the thread has not used it yet.</summary>
    internal Residents? KnownOf(int sizeClass) => _residents[sizeClass];

    /// <summary>The residents of a size class, made on first use.</summary>
    internal Residents ResidentsOf(int sizeClass, Bucket bucket) => _residents[sizeClass] ?? Add(sizeClass, bucket);

    /// <summary>The cells in which slots of this size class can be hot.</summary>
    internal Span<Slot> HotCellsOf(int sizeClass)
    {
        (int first, int count) = classes.CellsOf(sizeClass);
        return _hot.AsSpan(_hot is null ? 0 : first, _hot is null ? 0 : count);
    }

    /// <summary>Makes the table of hot slots, so that setting one needn't allocate. Owner thread.</summary>
    [MemberNotNull(nameof(_hot))]
    internal void EnsureHot()
    {
        if (_hot is null)
        {
            _hot = new Slot[SizeCells.Count];
            Array.Fill(_hot, Residents.NoSlot);
            OwnerThreads.AttachHot(this, _hot, poolId);
        }
    }

    private Residents Add(int sizeClass, Bucket bucket)
    {
        Residents residents = new(this, bucket, sizeClass);
        bucket.Add(residents);
        _residents[sizeClass] = residents;
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
