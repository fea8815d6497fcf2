using Tidepool.Slots;

namespace Tidepool.Tests.Parts;

/// <summary>The set that gives the lowest member first, held against a sorted set.</summary>
[Trait("Requirement", "B7")]
public class IdleSetTests
{
    /// <summary>Beyond what one word, and what one group of words, holds.</summary>
    private const int Capacity = 3 * 4_096;

    [Theory]
    [InlineData(64)]
    [InlineData(4_096)]
    [InlineData(Capacity)]
    public void Operations_InAnyOrder_AreThoseOfASortedSet(int capacity)
    {
        Random random = new(capacity);
        IdleSet set = new();
        set.EnsureCapacity(capacity);
        SortedSet<int> model = [];
        for (int step = 0; step < 20_000; step++)
        {
            int member = random.Next(capacity);
            switch (random.Next(5))
            {
                case 0 or 1:
                    set.Add(member);
                    model.Add(member);
                    break;
                case 2:
                    set.Remove(member);
                    model.Remove(member);
                    break;
                case 3:
                    bool isLow = model.Count > 0 && model.Min < 64;
                    Assert.Equal(isLow, set.TryTakeLowestOfFirst(out int low));
                    Assert.True(!isLow || (low == model.Min && model.Remove(low)));
                    break;
                default:
                    Assert.Equal(model.Count > 0, set.TryTakeLowest(out int lowest));
                    Assert.Equal(model.Count > 0 ? model.Min : -1, lowest);
                    model.Remove(lowest);
                    break;
            }

            if (step % 100 == 0)
            {
                Assert.Equal(model.Count, set.Count);
            }
        }
    }

    [Fact]
    public void EnsureCapacity_WithMembers_KeepsThem()
    {
        IdleSet set = new();
        set.Add(63);
        set.EnsureCapacity(65);
        set.Add(64);
        set.EnsureCapacity(Capacity);
        set.EnsureCapacity(1);
        set.EnsureCapacity(65);
        set.Add(Capacity - 1);

        Assert.Equal([63, 64, Capacity - 1, -1], TakeAll(ref set));
    }

    [Fact]
    public void EnsureCapacity_OfOneWord_NeedsNoMore()
    {
        IdleSet set = new();
        set.EnsureCapacity(64);
        set.Add(63);

        Assert.Equal([63, -1], TakeAll(ref set));
        set.EnsureCapacity(65);
        set.Add(127);
        set.Remove(127);
        Assert.Equal([-1], TakeAll(ref set));
    }

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    public void Remove_OfAMemberAtTheBorderOfWords_RemovesThatOne(int member)
    {
        IdleSet set = new();
        set.EnsureCapacity(128);
        set.Add(0);
        set.Add(1);
        set.Add(member);
        set.Remove(member);

        Assert.Equal([0, 1, -1], TakeAll(ref set));
    }

    private static List<int> TakeAll(ref IdleSet set)
    {
        List<int> taken = [];
        bool isTaken;
        do
        {
            isTaken = set.TryTakeLowest(out int member);
            taken.Add(member);
        }
        while (isTaken);

        return taken;
    }
}
