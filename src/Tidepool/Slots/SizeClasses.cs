namespace Tidepool.Slots;

/// <summary>The buffer sizes of one pool, ascending, and the cells of <see cref="SizeCells"/> that belong to each.</summary>
internal sealed class SizeClasses
{
    /// <summary>Marks a cell whose sizes belong to several classes, or go beyond the last one.</summary>
    private const int Divided = -1;

    private readonly int[] _sizes;

    /// <summary>The class of all sizes of a cell, or <see cref="Divided"/>.</summary>
    private readonly int[] _classOfCell;

    internal SizeClasses(int[] sizes)
    {
        _sizes = sizes;
        _classOfCell = new int[SizeCells.Of(sizes[^1]) + 1];
        for (int cell = 0; cell < _classOfCell.Length; cell++)
        {
            int sizeClass = Find(SizeCells.SmallestIn((uint)cell));
            _classOfCell[cell] = SizeCells.LargestIn((uint)cell) <= sizes[sizeClass] ? sizeClass : Divided;
        }
    }

    /// <summary>How many classes there are.</summary>
    internal int Count => _sizes.Length;

    internal int Largest => _sizes[^1];

    internal int this[int sizeClass] => _sizes[sizeClass];

    /// <summary>The bytes of the buffer that serves a size: that size itself if it is larger than all classes.</summary>
    internal int BufferSizeFor(int size) => size > Largest ? size : _sizes[IndexOf(size)];

    /// <summary>The class that serves a size: the smallest one that holds it. <paramref name="size"/> is at most the largest class.</summary>
    internal int IndexOf(int size)
    {
        int sizeClass = size > 0 ? _classOfCell[SizeCells.Of(size)] : 0;
        return sizeClass == Divided ? Find(size) : sizeClass;
    }

    /// <summary>The cells whose sizes all belong to this class: in those its slots can be hot. The sizes in divided cells take the slow path.</summary>
    internal (int First, int Count) CellsOf(int sizeClass)
    {
        int first = Array.IndexOf(_classOfCell, sizeClass);
        return first < 0 ? (0, 0) : (first, Array.LastIndexOf(_classOfCell, sizeClass) - first + 1);
    }

    private int Find(int size)
    {
        int index = Array.BinarySearch(_sizes, size);
        return index >= 0 ? index : ~index;
    }
}
