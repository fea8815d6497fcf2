using CsCheck;
using Tidepool.Slots;

namespace Tidepool.Tests.Parts;

[Trait("Requirement", "B8")]
public sealed class SizeCellsTests
{
    private static readonly Gen<int> s_size =
        Gen.OneOf(Gen.Int[1, 40], Gen.Int[1, Array.MaxLength], Gen.Int[0, 30].Select(Gen.Int[-2, 2], (bits, offset) => Math.Max(1, (1 << bits) + offset)));

    [Fact]
    public void Of_AnySize_LiesWithinItsCell() =>
        s_size.Sample(size =>
        {
            uint cell = SizeCells.Of(size);
            Assert.InRange(size, SizeCells.SmallestIn(cell), SizeCells.LargestIn(cell));
        });

    [Fact]
    public void Of_EachSmallSize_LiesWithinItsCell()
    {
        for (int size = 1; size <= 1_000; size++)
        {
            uint cell = SizeCells.Of(size);
            Assert.InRange(size, SizeCells.SmallestIn(cell), SizeCells.LargestIn(cell));
        }
    }

    [Fact]
    public void Of_AnyNumber_IsWithinATable() =>
        Gen.OneOf(Gen.Int, Gen.Const(int.MinValue), Gen.Int[-1, 1], Gen.Const(Array.MaxLength), Gen.Const(int.MaxValue))
            .Sample(number => SizeCells.Of(number) < SizeCells.Count);

    [Fact]
    public void Of_NoSize_IsBeyondTheCellsOfSizesOrHasNoSlot() =>
        Gen.Int[int.MinValue, 0].Sample(number =>
        {
            // The smallest integer wraps around to the largest, whose cell reaches beyond any buffer.
            uint cell = SizeCells.Of(number);
            Assert.True(cell > SizeCells.Of(Array.MaxLength) || SizeCells.LargestIn(cell) > Array.MaxLength, $"{number} has cell {cell}.");
        });

    [Fact]
    public void Of_GreaterSize_HasNoLesserCell() =>
        Gen.Select(s_size, s_size).Sample((one, other) => SizeCells.Of(Math.Min(one, other)) <= SizeCells.Of(Math.Max(one, other)));

    [Fact]
    public void Cells_AnyTwoInARow_MeetWithoutGapOrOverlap()
    {
        for (uint cell = 0; cell < SizeCells.Of(int.MaxValue); cell++)
        {
            Assert.Equal(SizeCells.LargestIn(cell) + 1, SizeCells.SmallestIn(cell + 1));
        }
    }

    [Fact]
    public void Cells_FromFourOn_SpanAQuarterOfADoubling()
    {
        for (uint cell = SizeCells.Of(5); cell < SizeCells.Of(int.MaxValue); cell++)
        {
            int smallest = SizeCells.SmallestIn(cell);
            Assert.True(SizeCells.LargestIn(cell) - smallest < (smallest + 2) / 4, $"The cell of {smallest} is too wide.");
        }
    }
}
