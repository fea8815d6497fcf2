namespace Tidepool.Tests.ModelChecking;

/// <summary>Each slot is in exactly one place: a batch, the stack or one hand. When batches end, no slot stays in them.</summary>
[Trait("Requirement", "B1")]
[Trait("Requirement", "S3")]
public class BatchModelTests
{
    /// <summary>The explicit case has 1.7 million states, and takes a minute: it is for changes of the model.</summary>
    [Theory]
    [InlineData(0, 1, BatchActor.Holder, BatchActor.Ender)]
    [InlineData(0, 1, BatchActor.Holder, BatchActor.Renter)]
    [InlineData(3, 3, BatchActor.Renter, BatchActor.Ender)]
    [InlineData(3, 3, BatchActor.Renter, BatchActor.Lowerer)]
    [InlineData(0, 2, BatchActor.Holder, BatchActor.Lowerer)]
    [InlineData(1, 1, BatchActor.Renter, BatchActor.Renter, BatchActor.Ender)]
    [InlineData(2, 2, BatchActor.Renter, BatchActor.Renter, BatchActor.Drainer)]
    [InlineData(0, 2, BatchActor.Giver, BatchActor.Ender)]
    [InlineData(0, 2, BatchActor.Giver, BatchActor.Lowerer)]
    [InlineData(0, 1, BatchActor.Giver, BatchActor.Renter)]
    [InlineData(0, 2, BatchActor.Giver, BatchActor.Renter, Explicit = true)]
    [InlineData(0, 2, BatchActor.Giver, BatchActor.Drainer)]
    [InlineData(0, 2, BatchActor.Taker, BatchActor.Ender)]
    [InlineData(0, 2, BatchActor.Taker, BatchActor.Lowerer)]
    [InlineData(0, 2, BatchActor.Taker, BatchActor.Renter)]
    public void Batch_AllInterleavings_OnePlaceAndNothingStays(int idle, int capacity, params BatchActor[] actors)
    {
        Exploration exploration = Explorer.Explore(new BatchModel(BatchFlaw.None, idle, capacity, actors));
        Assert.True(exploration.Fault is null, exploration.ToString());
        TestContext.Current.TestOutputHelper?.WriteLine(exploration.ToString());
    }

    [Theory]
    [InlineData(BatchFlaw.SharedLooksAsBatched, "two places", 0, 1, BatchActor.Holder, BatchActor.Drainer)]
    [InlineData(BatchFlaw.RentByPlainStore, "two places", 0, 2, BatchActor.Holder, BatchActor.Drainer)]
    [InlineData(BatchFlaw.ShareByPlainStore, "two places", 0, 1, BatchActor.Holder, BatchActor.Drainer)]
    [InlineData(BatchFlaw.NoLookAfterAPut, "after the end", 0, 2, BatchActor.Holder, BatchActor.Ender)]
    [InlineData(BatchFlaw.NoLookAfterARefill, "after the end", 3, 3, BatchActor.Renter, BatchActor.Ender)]
    [InlineData(BatchFlaw.NoBarrier, "after the end", 0, 2, BatchActor.Holder, BatchActor.Ender)]
    [InlineData(BatchFlaw.DrainerPushesUnclaimed, "two places", 0, 2, BatchActor.Holder, BatchActor.Drainer)]
    [InlineData(BatchFlaw.DrainerClearsLate, "lost", 0, 2, BatchActor.Taker, BatchActor.Drainer)]
    [InlineData(BatchFlaw.NoLookAfterAMove, "after the end", 0, 1, BatchActor.Holder, BatchActor.Ender)]
    [InlineData(BatchFlaw.DrainerDoesNotHoldWhatWasGiven, "after the end", 0, 2, BatchActor.Taker, BatchActor.Ender)]
    [InlineData(BatchFlaw.RefillLooksForZeroOnly, "has places for", 3, 3, BatchActor.Renter, BatchActor.Lowerer)]
    public void Batch_Flawed_IsFound(BatchFlaw flaw, string fault, int idle, int capacity, params BatchActor[] actors)
    {
        Exploration exploration = Explorer.Explore(new BatchModel(flaw, idle, capacity, actors));
        Assert.Contains(fault, exploration.Fault, StringComparison.OrdinalIgnoreCase);
        Assert.NotEmpty(exploration.Trace);
    }
}
