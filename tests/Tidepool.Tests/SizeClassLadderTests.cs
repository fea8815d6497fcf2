using System.ComponentModel;

namespace Tidepool.Tests;

[Trait("Requirement", "B8")]
public class SizeClassLadderTests
{
    private const int Largest = 1024 * 1024;

    [Theory]
    [InlineData(1, 1, new[] { 1 })]
    [InlineData(1, 2, new[] { 1, 2 })]
    [InlineData(1, 20, new[] { 1, 2, 4, 8, 16, 20 })]
    [InlineData(3, 3, new[] { 3 })]
    [InlineData(3, 16, new[] { 4, 8, 16 })]
    [InlineData(5, 6, new[] { 6 })]
    [InlineData(5, 100, new[] { 8, 16, 32, 64, 100 })]
    [InlineData(64, 65, new[] { 64, 65 })]
    [Trait("Requirement", "S1")]
    public void PowersOfTwo_GivesExactlyTheseBuckets(int minSize, int maxSize, int[] expected) =>
        Assert.Equal(expected, BucketsOf(new BytePoolOptions { MinSize = minSize, MaxSize = maxSize, SizeClasses = SizeClassLadder.PowersOfTwo }));

    [Theory]
    [InlineData(1, 10, new[] { 10 })]
    [InlineData(1, 16, new[] { 16 })]
    [InlineData(1, 50, new[] { 16, 20, 24, 28, 32, 40, 48, 50 })]
    [InlineData(16, 40, new[] { 16, 20, 24, 28, 32, 40 })]
    [InlineData(64, 300, new[] { 64, 80, 96, 112, 128, 160, 192, 224, 256, 300 })]
    [InlineData(17, 40, new[] { 20, 24, 28, 32, 40 })]
    [InlineData(65, 128, new[] { 80, 96, 112, 128 })]
    [InlineData(113, 200, new[] { 128, 160, 192, 200 })]
    public void FourPerDoubling_GivesExactlyTheseBuckets(int minSize, int maxSize, int[] expected) =>
        Assert.Equal(expected, BucketsOf(new BytePoolOptions { MinSize = minSize, MaxSize = maxSize, SizeClasses = SizeClassLadder.FourPerDoubling }));

    [Theory]
    [InlineData(1, 90, new[] { 7, 8, 90 })]
    [InlineData(1, 89, new[] { 7, 8, 89 })]
    [InlineData(8, 90, new[] { 8, 90 })]
    [InlineData(9, 10, new[] { 10 })]
    [InlineData(1, 7, new[] { 7 })]
    public void Custom_GivesExactlyTheseBuckets(int minSize, int maxSize, int[] expected) =>
        Assert.Equal(expected, BucketsOf(new BytePoolOptions { MinSize = minSize, MaxSize = maxSize, SizeClasses = SizeClassLadder.Custom(7, 8, 90) }));

    [Fact]
    public void Between_SizesOfTheLadder_HoldsEachOnce()
    {
        Assert.Equal([1, 2, 4, 8], SizeClassLadder.PowersOfTwo.Between(1, 8));
        Assert.Equal([16, 20, 24, 28, 32, 40], SizeClassLadder.FourPerDoubling.Between(16, 40));
        Assert.Equal([7, 8], SizeClassLadder.Custom(7, 8, 90).Between(7, 8));
    }

    [Fact]
    public void Ladders_UpToTheLimitOfArrays_EndThere()
    {
        foreach (SizeClassLadder ladder in (SizeClassLadder[])[SizeClassLadder.PowersOfTwo, SizeClassLadder.FourPerDoubling])
        {
            using BytePool pool = new(new BytePoolOptions { MinSize = 1, MaxSize = Array.MaxLength, SizeClasses = ladder });
            Assert.Equal(Array.MaxLength, pool.MaxSize);
            pool.Engine.AllocateArray = static (size, _) => throw new InvalidOperationException($"{size}");
            Assert.Equal($"{Array.MaxLength}", Assert.Throws<InvalidOperationException>(() => pool.Rent(Array.MaxLength)).Message);
            Assert.Equal($"{1 << 30}", Assert.Throws<InvalidOperationException>(() => pool.Rent(1 << 30)).Message);
        }
    }

    [Theory]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1_000)]
    public void FourPerDoubling_HoldsAtMostAQuarterMoreThanAsked(int minSize)
    {
        int previous = minSize - 1;
        foreach (int size in BucketsOf(new BytePoolOptions { MinSize = minSize, MaxSize = Largest, SizeClasses = SizeClassLadder.FourPerDoubling }))
        {
            // The smallest request of a bucket is the worst case.
            Assert.InRange(size / (double)(previous + 1), 1.0, 1.25);
            previous = size;
        }
    }

    [Fact]
    public void FourPerDoubling_HoldsUnderATenthMoreOnAverage()
    {
        int[] buckets = BucketsOf(new BytePoolOptions { MaxSize = Largest, SizeClasses = SizeClassLadder.FourPerDoubling });
        double ratios = 0;
        double weights = 0;
        for (int size = 1_024; size <= 65_536; size++)
        {
            // Log-uniform: each size is weighted by its share of a doubling.
            ratios += buckets.First(bucket => bucket >= size) / (double)size / size;
            weights += 1.0 / size;
        }

        Assert.InRange(ratios / weights, 1.0, 1.10);
    }

    [Fact]
    [Trait("Requirement", "B10")]
    public void Custom_WrongSizes_AreNamed()
    {
        Assert.Contains("1 to 1,024", Assert.Throws<ArgumentException>("sizes", static () => SizeClassLadder.Custom()).Message, StringComparison.Ordinal);
        Assert.Contains("1,025 were given",
            Assert.Throws<ArgumentException>("sizes", static () => SizeClassLadder.Custom([.. Enumerable.Range(1, 1_025)])).Message, StringComparison.Ordinal);
        Assert.Contains("20 follows 20", Assert.Throws<ArgumentException>("sizes", static () => SizeClassLadder.Custom(10, 20, 20)).Message,
            StringComparison.Ordinal);
        Assert.Contains("19 follows 20", Assert.Throws<ArgumentException>("sizes", static () => SizeClassLadder.Custom(10, 20, 19)).Message,
            StringComparison.Ordinal);
        foreach (int size in (ReadOnlySpan<int>)[0, -1, int.MinValue, int.MaxValue])
        {
            ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>("sizes", () => SizeClassLadder.Custom(size));
            Assert.Equal(size, exception.ActualValue);
            Assert.Contains($"1 to {Array.MaxLength:N0}", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Custom_MostSizesAllowed_Works()
    {
        SizeClassLadder ladder = SizeClassLadder.Custom([.. Enumerable.Range(1, SizeClassLadder.MaxCustomSizes)]);
        using BytePool pool = new(new BytePoolOptions { MinSize = 1, MaxSize = SizeClassLadder.MaxCustomSizes, SizeClasses = ladder });
        for (int size = 1; size <= SizeClassLadder.MaxCustomSizes; size++)
        {
            using ByteLease lease = pool.Rent(size);
            Assert.Equal(size, lease.Capacity);
        }
    }

    [Theory]
    [Trait("Requirement", "B8")]
    [InlineData("PowersOfTwo")]
    [InlineData("fourperdoubling")]
    [InlineData(" 1024, 65536 ")]
    public void Converter_ReadsWhatAConfigurationSays(string text)
    {
        SizeClassLadder ladder = (SizeClassLadder)TypeDescriptor.GetConverter(typeof(SizeClassLadder)).ConvertFromInvariantString(text)!;
        Assert.Equal(text.Contains("1024", StringComparison.Ordinal) ? "1024, 65536" : text,
            ladder.Sizes.Count > 0 ? string.Join(", ", ladder.Sizes) : ladder.ToString(), ignoreCase: true);
    }

    [Theory]
    [Trait("Requirement", "B10")]
    [InlineData("Primes", "PowersOfTwo, FourPerDoubling, or ascending sizes in bytes")]
    [InlineData("2048, 1024", "ascend")]
    [InlineData("1, x", "PowersOfTwo, FourPerDoubling, or ascending sizes in bytes")]
    public void Converter_OfWhatIsNoLadder_SaysWhatIs(string text, string expected)
    {
        FormatException error = Assert.Throws<FormatException>(() => TypeDescriptor.GetConverter(typeof(SizeClassLadder)).ConvertFromInvariantString(text));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Custom_CopiesItsSizes()
    {
        int[] sizes = [10, 20];
        SizeClassLadder ladder = SizeClassLadder.Custom(sizes);
        sizes[0] = 99;
        Assert.Equal([10, 20], ladder.Sizes);
        Assert.Equal("10, 20", ladder.ToString());
        Assert.Empty(SizeClassLadder.PowersOfTwo.Sizes);
        Assert.Equal("PowersOfTwo", SizeClassLadder.PowersOfTwo.ToString());
        Assert.Equal("FourPerDoubling", SizeClassLadder.FourPerDoubling.ToString());
    }

    /// <summary>Climbs the ladder: one byte more than a buffer's size needs the next size.</summary>
    private static int[] BucketsOf(BytePoolOptions options)
    {
        using BytePool pool = new(options);
        List<int> sizes = [];
        int size = 0;
        while (size <= pool.MaxSize)
        {
            using ByteLease lease = pool.Rent(size);
            sizes.Add(lease.Capacity);
            size = lease.Capacity + 1;
        }

        Assert.Equal(pool.GetStatistics().Buckets.Select(static bucket => bucket.Size), sizes);
        return [.. sizes];
    }
}
