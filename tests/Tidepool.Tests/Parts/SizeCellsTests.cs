using Tidepool.Slots;

namespace Tidepool.Tests.Parts;

/// <summary>Sizes to cells to classes.</summary>
[Trait("Requirement", "B8")]
public class SizeCellsTests
{
    /// <summary>All small sizes, and those around each quarter of a doubling.</summary>
    private static IEnumerable<int> Sizes()
    {
        IEnumerable<int> borders = Enumerable.Range(12, 19).SelectMany(static power => Enumerable.Range(4, 4).SelectMany(quarter => Enumerable.Range(-1, 3).Select(near => ((1 << power) / 4 * quarter) + near)));
        return Enumerable.Range(1, 5_000).Concat(borders).Append(Array.MaxLength).Append(int.MaxValue);
    }

    [Fact]
    public void Of_EachSize_IsBetweenTheEndsOfItsCell()
    {
        uint previous = 0;
        foreach (int size in Sizes().Order())
        {
            uint cell = SizeCells.Of(size);
            Assert.InRange(cell, previous, 127u);
            Assert.InRange(size, SizeCells.SmallestIn(cell), SizeCells.LargestIn(cell));
            Assert.Equal((cell, cell), (SizeCells.Of(SizeCells.SmallestIn(cell)), SizeCells.Of(SizeCells.LargestIn(cell))));
            previous = cell;
        }
    }

    [Fact]
    public void Of_SizesOverFour_CutsEachDoublingIntoFour()
    {
        foreach (int size in Sizes().Where(static size => size is > 4 and < 1 << 30))
        {
            uint cell = SizeCells.Of(size);
            int doubling = 1 << int.Log2(size - 1);
            Assert.Equal(doubling / 4, SizeCells.LargestIn(cell) - SizeCells.SmallestIn(cell) + 1);
        }
    }

    [Theory]
    [InlineData(5_000, 52)]
    [InlineData(0, 131)]
    [InlineData(-1, 131)]
    [InlineData(int.MinValue, 127)]
    public void Of_ExamplesAndWhatIsNoSize_IsWithinTheTable(int size, uint cell)
    {
        Assert.Equal(cell, SizeCells.Of(size));
        Assert.InRange(cell, 0u, (uint)SizeCells.Count - 1);
    }

    [Fact]
    public void CellsOf_EachClass_AreThoseWhoseSizesAreAllItsOwn()
    {
        int[] sizes = [100, 1_000, 1_024, 1_030, 5_120, Array.MaxLength];
        SizeClasses classes = new(sizes);
        Assert.Equal(sizes.Length, classes.Count);
        for (uint cell = 0; cell <= 127; cell++)
        {
            int first = classes.IndexOf(SizeCells.SmallestIn(cell));
            bool isWhole = SizeCells.LargestIn(cell) <= sizes[^1] && first == classes.IndexOf(SizeCells.LargestIn(cell));
            for (int sizeClass = 0; sizeClass < classes.Count; sizeClass++)
            {
                (int firstCell, int count) = classes.CellsOf(sizeClass);
                Assert.Equal(isWhole && sizeClass == first, cell >= firstCell && cell < firstCell + count);
            }
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(100, 0)]
    [InlineData(101, 1)]
    [InlineData(1_000, 1)]
    [InlineData(1_001, 2)]
    public void IndexOf_ASize_IsTheSmallestClassThatHoldsIt(int size, int sizeClass) => Assert.Equal(sizeClass, new SizeClasses([100, 1_000, 2_000]).IndexOf(size));
}
