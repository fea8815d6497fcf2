using Tidepool.Slots;

namespace Tidepool.Tests.Parts;

/// <summary>Which sizes are served from a hot slot: all those of a regular ladder.</summary>
[Trait("Requirement", "B8")]
public class SizeClassesTests
{
    [Fact]
    public void CellsOf_EachClassOfTheDefaultLadder_AreThoseOfAllItsSizes()
    {
        SizeClasses classes = new([64, 80, 96, 112, 128, 160]);
        int smallest = 1;
        for (int sizeClass = 0; sizeClass < classes.Count; sizeClass++)
        {
            (int first, int count) = classes.CellsOf(sizeClass);
            Assert.Equal((int)SizeCells.Of(smallest), first);
            Assert.Equal((int)SizeCells.Of(classes[sizeClass]), first + count - 1);
            smallest = classes[sizeClass] + 1;
        }
    }

    [Fact]
    public void CellsOf_AClassThatSharesItsCell_AreNone()
    {
        // 97 to 112 share one cell.
        SizeClasses classes = new([96, 100, 112, 113]);
        Assert.Equal((0, 0), classes.CellsOf(1));
        Assert.Equal((0, 0), classes.CellsOf(2));
        Assert.Equal((0, 0), classes.CellsOf(3));
        Assert.NotEqual(0, classes.CellsOf(0).Count);
    }
}
