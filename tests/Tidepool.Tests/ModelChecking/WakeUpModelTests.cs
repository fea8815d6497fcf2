namespace Tidepool.Tests.ModelChecking;

/// <summary>No wake-up is lost, in any interleaving of a few returners and waiters.</summary>
[Trait("Requirement", "B5")]
public class WakeUpModelTests
{
    [Theory]
    [InlineData(false, WakeUpActor.Waiter, WakeUpActor.Returner, WakeUpActor.Owner)]
    [InlineData(false, WakeUpActor.Waiter, WakeUpActor.Returner, WakeUpActor.Batcher)]
    [InlineData(false, WakeUpActor.Waiter, WakeUpActor.Dropper, WakeUpActor.Foreigner)]
    [InlineData(false, WakeUpActor.Waiter, WakeUpActor.OwnerAgain)]
    [InlineData(false, WakeUpActor.Waiter, WakeUpActor.Waiter, WakeUpActor.OwnerAgain)]
    [InlineData(false, WakeUpActor.Waiter, WakeUpActor.Waiter, WakeUpActor.Batcher)]
    [InlineData(true, WakeUpActor.Waiter, WakeUpActor.Waiter, WakeUpActor.Returner, WakeUpActor.Dropper)]
    [InlineData(false, WakeUpActor.Waiter, WakeUpActor.Refiller)]
    [InlineData(false, WakeUpActor.Waiter, WakeUpActor.Refiller, WakeUpActor.Sharer)]
    public void WakeUp_AllInterleavings_NobodySleepsWhileABufferIsIdle(bool isPrepared, params WakeUpActor[] actors)
    {
        Exploration exploration = Explorer.Explore(new WakeUpModel(WakeUpFlaw.None, isPrepared, actors));
        Assert.True(exploration.Fault is null, exploration.ToString());
        TestContext.Current.TestOutputHelper?.WriteLine(exploration.ToString());
    }

    [Theory]
    [InlineData(WakeUpFlaw.WaitingSetWithoutAFence, true, WakeUpActor.Returner)]
    [InlineData(WakeUpFlaw.WaitingSetAfterTheLook, true, WakeUpActor.Returner)]
    [InlineData(WakeUpFlaw.WaitingReadBeforeThePush, true, WakeUpActor.Returner)]
    [InlineData(WakeUpFlaw.WaitingReadBeforeTheDrop, true, WakeUpActor.Dropper)]
    [InlineData(WakeUpFlaw.BytesReleasedWithoutAFence, true, WakeUpActor.Dropper)]
    [InlineData(WakeUpFlaw.NoEndOfResidence, false, WakeUpActor.Owner)]
    [InlineData(WakeUpFlaw.NoEndOfBatches, false, WakeUpActor.Batcher)]
    [InlineData(WakeUpFlaw.NoBarrier, false, WakeUpActor.Owner)]
    [InlineData(WakeUpFlaw.NoBarrier, false, WakeUpActor.Batcher)]
    [InlineData(WakeUpFlaw.OwnerReturnDoesNotLookAgain, false, WakeUpActor.Owner)]
    [InlineData(WakeUpFlaw.ForeignReturnDoesNotLookAgain, false, WakeUpActor.Foreigner)]
    [InlineData(WakeUpFlaw.GivenUpRentDoesNotLook, false, WakeUpActor.OwnerAgain)]
    [InlineData(WakeUpFlaw.NoLookAfterAPut, false, WakeUpActor.Batcher)]
    [InlineData(WakeUpFlaw.RefillDoesNotLook, false, WakeUpActor.Refiller)]
    [InlineData(WakeUpFlaw.SharerDoesNotLook, false, WakeUpActor.Batcher, WakeUpActor.Sharer)]
    public void WakeUp_Flawed_IsFound(WakeUpFlaw flaw, bool isPrepared, params WakeUpActor[] actors)
    {
        Exploration exploration = Explorer.Explore(new WakeUpModel(flaw, isPrepared, [WakeUpActor.Waiter, .. actors]));
        Assert.Equal("A waiter sleeps while a buffer is idle.", exploration.Fault);
        Assert.NotEmpty(exploration.Trace);
    }
}
