namespace Tidepool.Tests.ModelChecking;

/// <summary>No wake-up is lost, in any interleaving of a few returners and waiters.</summary>
[Trait("Requirement", "B5")]
public class WakeUpModelTests
{
    [Theory]
    [InlineData(1, new[] { ReturnKind.InPlace })]
    [InlineData(1, new[] { ReturnKind.InPlaceAfterMakeHot })]
    [InlineData(1, new[] { ReturnKind.Foreign })]
    [InlineData(2, new[] { ReturnKind.InPlace })]
    [InlineData(2, new[] { ReturnKind.InPlaceAfterMakeHot })]
    [InlineData(2, new[] { ReturnKind.Foreign })]
    [InlineData(1, new[] { ReturnKind.InPlace, ReturnKind.InPlace })]
    [InlineData(1, new[] { ReturnKind.InPlace, ReturnKind.Foreign })]
    [InlineData(1, new[] { ReturnKind.InPlaceAfterMakeHot, ReturnKind.Foreign })]
    [InlineData(2, new[] { ReturnKind.InPlace, ReturnKind.InPlaceAfterMakeHot })]
    [InlineData(2, new[] { ReturnKind.InPlace, ReturnKind.Foreign })]
    public void WakeUp_AllInterleavings_NobodySleepsWhileABufferIsIdle(int waiters, ReturnKind[] returners)
    {
        Exploration exploration = new WakeUpModel(WakeUpFlaw.None, returners, waiters).Explore();
        Assert.True(exploration.Fault is null, exploration.ToString());
        Assert.InRange(exploration.Ends, 1, int.MaxValue);
        TestContext.Current.TestOutputHelper?.WriteLine(exploration.ToString());
    }

    [Theory]
    [InlineData(WakeUpFlaw.FlagReadBeforeStore, ReturnKind.InPlace, 1, "sleeps while a buffer is idle")]
    [InlineData(WakeUpFlaw.NoBarrier, ReturnKind.InPlace, 1, "sleeps while a buffer is idle")]
    [InlineData(WakeUpFlaw.LookBeforeAnnouncement, ReturnKind.InPlace, 1, "sleeps while a buffer is idle")]
    [InlineData(WakeUpFlaw.HotSlotChangedOutsideLock, ReturnKind.InPlaceAfterMakeHot, 1, "sleeps while a buffer is idle")]
    [InlineData(WakeUpFlaw.ForeignReturnDoesNotLook, ReturnKind.Foreign, 1, "sleeps while a buffer is idle")]
    [InlineData(WakeUpFlaw.HomelessReturnDoesNotLook, ReturnKind.InPlace, 2, "sleeps while a buffer is idle")]
    [InlineData(WakeUpFlaw.FlagNotRestored, ReturnKind.InPlace, 1, "returns are still noticed")]
    public void WakeUp_Flawed_IsFound(WakeUpFlaw flaw, ReturnKind returner, int waiters, string fault)
    {
        Exploration exploration = new WakeUpModel(flaw, [returner], waiters).Explore();
        Assert.Contains(fault, exploration.Fault, StringComparison.Ordinal);
        Assert.NotEmpty(exploration.Trace);
    }
}
