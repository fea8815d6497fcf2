namespace Tidepool.Slots;

/// <summary>The buffer sizes of one pool, ascending, and which cells of <see cref="SizeCells"/> belong to which of them.</summary>
internal sealed class SizeClasses
{
    private readonly int[] _sizes;
    private readonly int[] _classOfCell;

    internal SizeClasses(int[] sizes)
    {
        _sizes = sizes;
        Smallest = Math.Max(sizes[0], SizeCells.SmallestSize);
        FirstCell = SizeCells.Of(Smallest);
        uint lastCell = SizeCells.Of(Math.Max(sizes[^1], Smallest));
        _classOfCell = new int[lastCell - FirstCell + 1];
        for (uint cell = FirstCell; cell <= lastCell; cell++)
        {
            // Where a class ends inside a cell, the cell belongs to that class, and the sizes above it take the slow path.
            _classOfCell[cell - FirstCell] = IndexOf(SizeCells.SmallestIn(cell));
        }
    }

    /// <summary>How many classes there are.</summary>
    internal int Count => _sizes.Length;

    /// <summary>How many cells there are, from <see cref="FirstCell"/> on.</summary>
    internal int CellCount => _classOfCell.Length;

    /// <summary>The cell of the smallest class; lesser sizes are rented as if they were <see cref="Smallest"/>.</summary>
    internal uint FirstCell { get; }

    /// <summary>The size by which lesser ones are looked up.</summary>
    internal int Smallest { get; }

    internal int this[int sizeClass] => _sizes[sizeClass];

    /// <summary>The class that serves a size: the smallest one that holds it. <paramref name="size"/> is at most the largest class.</summary>
    internal int IndexOf(int size)
    {
        int index = Array.BinarySearch(_sizes, size);
        return index >= 0 ? index : ~index;
    }

    /// <summary>The cells whose hot slots are of this class. None where the class shares its only cell with a smaller one.</summary>
    internal (int First, int Count) CellsOf(int sizeClass)
    {
        int first = Array.IndexOf(_classOfCell, sizeClass);
        return first < 0 ? (0, 0) : (first, Array.LastIndexOf(_classOfCell, sizeClass) - first + 1);
    }
}
