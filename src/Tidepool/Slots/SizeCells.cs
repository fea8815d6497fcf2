using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tidepool.Slots;

/// <summary>Divides all sizes into cells, four per doubling, by arithmetic alone. A rent finds its hot slot by its size's cell.</summary>
internal static class SizeCells
{
    /// <summary>How many cells there are: the result of <see cref="Of"/> is less for every integer, valid size or not.</summary>
    internal const int Count = 136;

    /// <summary>The cell of size 2. Size 1 has cell 0.</summary>
    private const uint CellOfTwo = 8;

    /// <summary>The cell of the largest sizes.</summary>
    private const uint LastCell = 131;

    /// <summary>The cell of a size, which never falls as sizes grow. Numbers below 1 get the last cell or one beyond it, which no class has.</summary>
    /// <remarks>The position of the highest bit of <c>size - 1</c>, followed by the next two bits. A constant if the size is one.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Of(int size)
    {
        uint last = (uint)(size - 1);
        int zeros = BitOperations.LeadingZeroCount(last);
        return (last << zeros >> 29) + (uint)(128 - (zeros << 2));
    }

    /// <summary>The smallest size in a cell. Some of the lowest cells are unused: for those, the smallest size beyond the cell.</summary>
    internal static int SmallestIn(uint cell)
    {
        if (cell < CellOfTwo)
        {
            return cell == 0 ? 1 : 2;
        }

        int highest = (int)(cell - CellOfTwo) >> 2;
        long quarters = 4 + (cell & 3);
        return (int)(((quarters << highest) + 3) >> 2) + 1;
    }

    /// <summary>The largest size in a cell.</summary>
    internal static int LargestIn(uint cell) => cell < LastCell ? SmallestIn(cell + 1) - 1 : int.MaxValue;
}
