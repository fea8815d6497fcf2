using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tidepool.Slots;

/// <summary>Cuts all sizes into cells, four for each doubling, by arithmetic alone. A rent finds its hot slot by its cell.</summary>
internal static class SizeCells
{
    /// <summary>How many cells there are: <see cref="Of"/> gives less for every number, also for those that are no sizes.</summary>
    internal const int Count = 132;

    /// <summary>The cell of the largest sizes.</summary>
    private const uint LastCell = 127;

    /// <summary>The cell of a size: greater sizes never have lesser cells. Sizes below 1 have cells beyond those of all others.</summary>
    /// <remarks>The position of the highest bit of <c>size - 1</c>, followed by the two bits behind it. A constant where the size is one.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Of(int size)
    {
        uint last = (uint)(size - 1);
        int highest = BitOperations.Log2(last);
        return (last >> (highest - 2)) + ((uint)highest << 2);
    }

    /// <summary>The smallest size in a cell.</summary>
    internal static int SmallestIn(uint cell)
    {
        if (cell < 12)
        {
            return cell < 4 ? 1 : 3;
        }

        int highest = (int)(cell - 4) >> 2;
        uint last = (cell - ((uint)highest << 2)) << (highest - 2);
        return (int)last + 1;
    }

    /// <summary>The largest size in a cell.</summary>
    internal static int LargestIn(uint cell)
    {
        if (cell < 12)
        {
            return cell < 4 ? 2 : 4;
        }

        return cell < LastCell ? SmallestIn(cell + 1) - 1 : int.MaxValue;
    }
}
