using Tidepool.Slots;

namespace Tidepool.Tests.Parts;

/// <summary>The generation of a slot: its states, and the transitions between them.</summary>
[Trait("Requirement", "B1")]
public class GenerationTests
{
    private enum State
    {
        IdleWithOwner,
        Rented,
        Shared,
        Batched,
        Claimed,
    }

    public static TheoryData<long> Counts => [0, 1, 2, 1_000, Generation.Shared - 2];

    [Fact]
    public void Generation_OfOneSlotThroughItsFirstRents_IsAsTheWalkSays()
    {
        long first = Generation.FirstRent;
        long returned = Generation.ReturnToOwner(first);
        long second = Generation.RentByOwner(returned);
        long returnedAgain = Generation.ReturnToOwner(second);

        Assert.Equal([-1, 1, -2, 2], [first, returned, second, returnedAgain]);
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void States_OfAnyCount_ExcludeEachOther(long count)
    {
        AssertState(State.IdleWithOwner, count);
        AssertState(State.Rented, -count - 1);
        AssertState(State.Shared, count + Generation.Shared);
        AssertState(State.Batched, count + Generation.Batched);
        AssertState(State.Claimed, count + Generation.Claimed);
    }

    [Fact]
    public void States_AtTheirBorders_AreTold()
    {
        AssertState(State.IdleWithOwner, Generation.Shared - 1);
        AssertState(State.Shared, Generation.Batched - 1);
        AssertState(State.Batched, Generation.Claimed - 1);
        AssertState(State.Rented, long.MinValue);
        AssertState(State.Claimed, long.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void Counts_AreKeptOnEveryWay(long count)
    {
        long idle = count;
        long rented = Generation.RentByOwner(idle);
        AssertCounts(idle, rents: count, returns: count);
        AssertCounts(rented, rents: count + 1, returns: count);
        AssertCounts(Generation.ReturnToOwner(rented), rents: count + 1, returns: count + 1);

        long claimed = Generation.Claim(rented);
        AssertState(State.Claimed, claimed);
        AssertCounts(claimed, rents: count + 1, returns: count + 1);
        Assert.Equal(rented, Generation.Unclaimed(claimed));
        Assert.Equal(rented, Generation.Unclaimed(rented));
        Assert.Equal(idle, Generation.Unclaimed(idle));
        Assert.Equal(rented - 1, Generation.RentClaimed(claimed));

        AssertState(Generation.ClaimFromOwner(idle), State.Claimed, rents: count, returns: count);
        AssertState(Generation.ClaimUnrented(rented), State.Claimed, rents: count, returns: count);
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void SharedAndBatched_AreReachedFromEachOther_AndCountAlike(long count)
    {
        long claimed = Generation.Claim(Generation.RentByOwner(count));
        long shared = Generation.ShareClaimed(claimed);
        long batched = Generation.BatchClaimed(claimed);
        AssertState(shared, State.Shared, rents: count + 1, returns: count + 1);
        AssertState(batched, State.Batched, rents: count + 1, returns: count + 1);
        Assert.Equal(shared, Generation.ShareBatched(batched));
        Assert.Equal(batched, Generation.BatchShared(shared));
        Assert.Equal(claimed, Generation.ClaimShared(shared));
        Assert.Equal(claimed, Generation.ClaimBatched(batched));
        Assert.Equal((shared, batched), (Generation.Unclaimed(shared), Generation.Unclaimed(batched)));

        long rentedAgain = Generation.RentShared(shared);
        AssertState(rentedAgain, State.Rented, rents: count + 2, returns: count + 1);
        Assert.Equal(rentedAgain, Generation.RentBatched(batched));
        Assert.Equal(rentedAgain, Generation.RentClaimed(claimed));
    }

    private static void AssertState(long generation, State state, long rents, long returns)
    {
        AssertState(state, generation);
        AssertCounts(generation, rents, returns);
    }

    private static void AssertState(State state, long generation) => Assert.Equal(
        (state == State.IdleWithOwner, state == State.Rented, state == State.Batched, state == State.Claimed),
        (Generation.IsIdleWithOwner(generation), Generation.IsRented(generation), Generation.IsBatched(generation), Generation.IsClaimed(generation)));

    private static void AssertCounts(long generation, long rents, long returns) =>
        Assert.Equal((rents, returns), (Generation.Rents(generation), Generation.Returns(generation)));
}
