using CsCheck;

namespace Tidepool.Tests;

/// <summary>On any ladder, any size gets the smallest buffer that holds it.</summary>
[Trait("Requirement", "B8")]
public class SizeClassLadderPropertyTests
{
    [Fact]
    public void Rent_OnRandomLaddersAndSizes_GetsTheSmallestBufferThatHoldsIt() =>
        (from ladder in Gen.OneOf(
             Gen.Int[1, 20_000].ArrayUnique[1, 60],
             Gen.Int[1, 60].ArrayUnique[1, 60],
             Gen.Int[1_000, 1_100].ArrayUnique[1, 60])
         from minSize in Gen.Int[1, ladder.Max()]
         from maxSize in Gen.Int[minSize, ladder.Max()]
         from sizes in Gen.OneOf(Gen.Int[0, maxSize], Gen.Int[0, Math.Min(maxSize, 100)]).Array[1, 60]
         select (ladder: ladder.Order().ToArray(), minSize, maxSize, sizes)).Sample(
            static test =>
            {
                using BytePool pool =
                    new(new BytePoolOptions { MinSize = test.minSize, MaxSize = test.maxSize, SizeClasses = SizeClassLadder.Custom(test.ladder) });
                foreach (int size in test.sizes)
                {
                    int expected = Math.Min(test.maxSize, test.ladder.First(step => step >= Math.Max(size, test.minSize)));
                    ByteLease lease = pool.Rent(size);
                    Assert.Equal(expected, lease.Capacity);
                    Assert.Equal(size, lease.Length);
                    lease.Return();
                }
            },
            iter: 3_000);

    [Fact]
    public void Rent_OfEverySize_GetsTheSmallestBufferThatHoldsIt()
    {
        using BytePool pool = new(new BytePoolOptions { MinSize = 1, MaxSize = 70_000, SizeClasses = SizeClassLadder.FourPerDoubling });
        int[] buckets = SizeClassLadder.FourPerDoubling.Between(1, 70_000);
        int next = 0;
        for (int size = 0; size <= 70_000; size++)
        {
            next += size > buckets[next] ? 1 : 0;
            ByteLease lease = pool.Rent(size);
            Assert.Equal(buckets[next], lease.Capacity);
            Assert.Equal(size, lease.Span.Length);
            lease.Return();
        }
    }
}
