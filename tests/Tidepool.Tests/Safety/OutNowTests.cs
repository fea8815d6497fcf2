namespace Tidepool.Tests.Safety;

/// <summary>One number counts what is out now, in every mode and for every size: a test can rely on asserting that it is 0.</summary>
[Trait("Requirement", "B4")]
public class OutNowTests
{
    private const int MaxSize = 4_096;

    public static TheoryData<PoolMode, int> ModesAndSizes =>
        new MatrixTheoryData<PoolMode, int>(Enum.GetValues<PoolMode>(), [0, 1, MaxSize, MaxSize + 1, 20_000_000]);

    [Theory]
    [MemberData(nameof(ModesAndSizes))]
    public void Rented_IsWhatIsOut(PoolMode mode, int size)
    {
        using BytePool pool = new(new BytePoolOptions { Mode = mode, MaxSize = MaxSize });
        ByteLease first = pool.Rent(size);
        ByteLease second = pool.Rent(size);
        AssertCounts(pool.GetStatistics(), rented: 2, returned: 0);
        Assert.Contains("2 rented", pool.GetStatistics().ToString(), StringComparison.Ordinal);

        first.Return();
        AssertCounts(pool.GetStatistics(), rented: 1, returned: 1);
        second.Return();
        AssertCounts(pool.GetStatistics(), rented: 0, returned: 2);
        Assert.Contains(" 0 rented", pool.GetStatistics().ToString(), StringComparison.Ordinal);
    }

    /// <summary>Arrays, owners and sequences count as out like leases.</summary>
    [Theory]
    [MemberData(nameof(ModesAndSizes))]
    public void Rented_OfAdapters_IsWhatIsOut(PoolMode mode, int size)
    {
        using BytePool pool = new(new BytePoolOptions { Mode = mode, MaxSize = MaxSize });
        byte[] array = pool.AsArrayPool().Rent(Math.Max(1, size));
        using (pool.AsMemoryPool().Rent(Math.Max(1, size)))
        using (pool.RentSequence(Math.Max(1, size), segmentSize: Math.Max(1, size)))
        {
            AssertCounts(pool.GetStatistics(), rented: 3, returned: 0);
        }

        pool.AsArrayPool().Return(array);
        AssertCounts(pool.GetStatistics(), rented: 0, returned: 3);
    }

    private static void AssertCounts(BytePoolStatistics statistics, long rented, long returned)
    {
        Assert.Equal((rented, returned, 0), (statistics.Rented, statistics.Returned, statistics.Abandoned));
        Snapshots.AssertAddsUp(statistics);
    }
}
