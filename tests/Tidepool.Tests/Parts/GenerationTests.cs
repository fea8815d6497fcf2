using Tidepool.Slots;

namespace Tidepool.Tests.Parts;

/// <summary>The number on a slot: its states, and the ways from one to the next.</summary>
[Trait("Requirement", "B1")]
public class GenerationTests
{
    public static TheoryData<long> Counts => [0, 1, 2, 1_000, Generation.InDepot - 2];

    [Fact]
    public void Generation_OfOneSlotThroughItsFirstRents_IsAsTheWalkSays()
    {
        long first = Generation.FirstRent;
        long returned = Generation.ReturnHome(first);
        long second = Generation.RentAtHome(returned);
        long returnedAgain = Generation.ReturnHome(second);

        Assert.Equal([-1, 1, -2, 2], [first, returned, second, returnedAgain]);
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void States_OfAnyCount_ExcludeEachOther(long count)
    {
        AssertState(count, isIdleAtHome: true);
        AssertState(-count - 1, isRented: true);
        AssertState(count + Generation.InDepot, isIdleInDepot: true);
        AssertState(count + Generation.Claimed, isClaimed: true);
    }

    [Fact]
    public void States_AtTheirBorders_AreTold()
    {
        AssertState(Generation.InDepot - 1, isIdleAtHome: true);
        AssertState(Generation.Claimed - 1, isIdleInDepot: true);
        AssertState(long.MinValue, isRented: true);
        AssertState(long.MaxValue, isClaimed: true);
    }

    [Theory]
    [MemberData(nameof(Counts))]
    public void Counts_AreKeptOnEveryWay(long count)
    {
        long idle = count;
        long rented = Generation.RentAtHome(idle);
        AssertCounts(idle, rents: count, returns: count);
        AssertCounts(rented, rents: count + 1, returns: count);
        AssertCounts(Generation.ReturnHome(rented), rents: count + 1, returns: count + 1);

        long claimed = Generation.Claim(rented);
        AssertState(claimed, isClaimed: true);
        AssertCounts(claimed, rents: count + 1, returns: count + 1);
        Assert.Equal(rented, Generation.Unclaimed(claimed));
        Assert.Equal(rented, Generation.Unclaimed(rented));
        Assert.Equal(idle, Generation.Unclaimed(idle));

        long inDepot = Generation.DepotFromClaimed(claimed);
        AssertState(inDepot, isIdleInDepot: true);
        AssertCounts(inDepot, rents: count + 1, returns: count + 1);
        Assert.Equal(claimed, Generation.ClaimFromDepot(inDepot));
        AssertCounts(Generation.RentFromDepot(inDepot), rents: count + 2, returns: count + 1);

        AssertState(Generation.ClaimFromHome(idle), isClaimed: true);
        AssertCounts(Generation.ClaimFromHome(idle), rents: count, returns: count);
        AssertState(Generation.ClaimUnrented(rented), isClaimed: true);
        AssertCounts(Generation.ClaimUnrented(rented), rents: count, returns: count);
    }

    private static void AssertState(long generation, bool isIdleAtHome = false, bool isRented = false, bool isIdleInDepot = false, bool isClaimed = false) => Assert.Equal(
        (isIdleAtHome, isRented, isIdleInDepot, isClaimed),
        (Generation.IsIdleAtHome(generation), Generation.IsRented(generation), Generation.IsIdleInDepot(generation), Generation.IsClaimed(generation)));

    private static void AssertCounts(long generation, long rents, long returns) =>
        Assert.Equal((rents, returns), (Generation.Rents(generation), Generation.Returns(generation)));
}
