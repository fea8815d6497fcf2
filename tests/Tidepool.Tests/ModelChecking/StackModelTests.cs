namespace Tidepool.Tests.ModelChecking;

/// <summary>Each slot is in exactly one place, the stack or one hand, the stack's entries and depth are right, and it never exceeds the cap.</summary>
[Trait("Requirement", "B1")]
[Trait("Requirement", "S3")]
public class StackModelTests
{
    [Theory]
    [InlineData(2, 3, StackActor.One, StackActor.One, StackActor.One)]
    [InlineData(1, 2, StackActor.One, StackActor.One, StackActor.Trimmer)]
    [InlineData(1, 1, StackActor.One, StackActor.Two, StackActor.Keeper)]
    [InlineData(2, 3, StackActor.One, StackActor.One, StackActor.Two)]
    [InlineData(2, 3, StackActor.One, StackActor.Two, StackActor.Both)]
    [InlineData(2, 2, StackActor.Both, StackActor.Several, StackActor.Trimmer)]
    [InlineData(2, 2, StackActor.Two, StackActor.Several, StackActor.Keeper)]
    public void Stack_AllInterleavings_OnePlaceAndNoMoreThanAllowed(int idle, int most, params StackActor[] actors)
    {
        Exploration exploration = Explorer.Explore(new StackModel(StackFlaw.None, idle, most, actors));
        Assert.True(exploration.Fault is null, exploration.ToString());
        TestContext.Current.TestOutputHelper?.WriteLine(exploration.ToString());
    }

    [Theory]
    [InlineData(StackFlaw.NoVersion, "not the entry's", 2, 3, StackActor.One, StackActor.Two)]
    [InlineData(StackFlaw.EntrySetAfterThePush, "not the entry's", 1, 2, StackActor.One)]
    [InlineData(StackFlaw.EntryClearedBeforeThePop, "not the entry's", 1, 2, StackActor.One, StackActor.One)]
    [InlineData(StackFlaw.PoppedEntryNotCleared, "can be reached", 1, 2, StackActor.One)]
    [InlineData(StackFlaw.DepthCountedAfterThePush, "more slots", 1, 1, StackActor.One, StackActor.One)]
    [InlineData(StackFlaw.DepthReleasedBeforeThePop, "more slots", 1, 1, StackActor.One, StackActor.One, StackActor.One)]
    [InlineData(StackFlaw.NumberFreedBeforeThePop, "not the entry's", 1, 2, StackActor.Trimmer)]
    [InlineData(StackFlaw.BelowSetOnlyOnce, "two places", 2, 3, StackActor.One, StackActor.One)]
    [InlineData(StackFlaw.NoLookAfterThePush, "more slots", 1, 1, StackActor.One, StackActor.Keeper)]
    [InlineData(StackFlaw.NoFenceAfterPlacesAreKept, "more slots", 1, 1, StackActor.One, StackActor.Keeper)]
    public void Stack_Flawed_IsFound(StackFlaw flaw, string fault, int idle, int most, params StackActor[] actors)
    {
        Exploration exploration = Explorer.Explore(new StackModel(flaw, idle, most, actors));
        Assert.Contains(fault, exploration.Fault, StringComparison.OrdinalIgnoreCase);
        Assert.NotEmpty(exploration.Trace);
    }
}
