namespace Tidepool.Tests.ModelChecking;

/// <summary>A buffer is never in two hands, in any interleaving of its home thread, a foreign return, an eviction and rents from the depot.</summary>
[Trait("Requirement", "B1")]
[Trait("Requirement", "S3")]
public class SlotModelTests
{
    [Fact]
    public void Slot_AllInterleavings_OneHolderAndNothingLost()
    {
        Exploration exploration = new SlotModel(SlotFlaw.None).Explore();
        Assert.True(exploration.Fault is null, exploration.ToString());
        Assert.InRange(exploration.Ends, 2, int.MaxValue);
        TestContext.Current.TestOutputHelper?.WriteLine(exploration.ToString());
    }

    [Theory]
    [InlineData(SlotFlaw.NoBarrier, "two hands")]
    [InlineData(SlotFlaw.HomeReadBeforeStore, "two hands")]
    [InlineData(SlotFlaw.EvictedSlotUsedAgain, "two hands")]
    [InlineData(SlotFlaw.ForeignReturnDoesNotLookAgain, "lost")]
    [InlineData(SlotFlaw.GivenUpRentIsForgotten, "lost")]
    [InlineData(SlotFlaw.OvertakenReturnUnnoticed, "returned it at the moment of its eviction")]
    [InlineData(SlotFlaw.OnlySettledSlotsLeftAlone, "two hands")]
    public void Slot_Flawed_IsFound(SlotFlaw flaw, string fault)
    {
        Exploration exploration = new SlotModel(flaw).Explore(ignoresLosses: fault == "two hands");
        Assert.Contains(fault, exploration.Fault, StringComparison.Ordinal);
        Assert.NotEmpty(exploration.Trace);
    }
}
