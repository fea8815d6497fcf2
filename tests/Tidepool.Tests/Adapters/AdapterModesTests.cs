using System.Runtime.CompilerServices;

namespace Tidepool.Tests.Adapters;

/// <summary>A pool's guarantees hold through each of its adapters, in each mode.</summary>
[Collection(nameof(FullCollections))]
[Trait("Requirement", "E1")]
[Trait("Requirement", "E2")]
[Trait("Requirement", "E3")]
[Trait("Requirement", "B6")]
public class AdapterModesTests
{
    private const int Bytes = 5_000;
    private const int Budget = 10_000;

    public static TheoryData<string, PoolMode> Adapters => new MatrixTheoryData<string, PoolMode>(AdapterKind.All, Enum.GetValues<PoolMode>());

    [Theory]
    [MemberData(nameof(Adapters))]
    [Trait("Requirement", "B4")]
    public void Statistics_CountWhatIsOut_AndAddUp(string adapter, PoolMode mode)
    {
        using BytePool pool = new(new BytePoolOptions { Mode = mode });
        Action giveBack = AdapterKind.Take(adapter, pool, Bytes);
        BytePoolStatistics during = pool.GetStatistics();
        Assert.InRange(during.BytesRequested, Bytes, during.BytesHeld);
        Assert.InRange(during.Rented, 1, 5);
        Snapshots.AssertAddsUp(during);

        giveBack();
        BytePoolStatistics after = pool.GetStatistics();
        Assert.Equal((0, 0), (after.Rented, after.BytesRented));
        Assert.Equal(mode == PoolMode.Unpooled, after.Idle == 0);
        Snapshots.AssertAddsUp(after);
    }

    [Theory]
    [MemberData(nameof(Adapters))]
    [Trait("Requirement", "B5")]
    public void Budget_IsKept(string adapter, PoolMode mode)
    {
        using BytePool pool = new(new BytePoolOptions { Mode = mode, MaxTotalBytes = Budget });
        AdapterKind.Take(adapter, pool, Bytes)();
        Assert.Throws<InsufficientMemoryException>(() => AdapterKind.Take(adapter, pool, Budget + 1));
        Assert.InRange(pool.GetStatistics().BytesHeld, 0, Budget);
        Assert.Equal(0, pool.GetStatistics().BytesRented);
        AdapterKind.Take(adapter, pool, Bytes)();
    }

    [Theory]
    [MemberData(nameof(Adapters))]
    [Trait("Requirement", "B3")]
    public void Outstanding_NamesWhoTookIt(string adapter, PoolMode mode)
    {
        using BytePool pool = new(new BytePoolOptions { Mode = mode, LeakSamplingInterval = 1 });
        Action giveBack = AdapterKind.Take(adapter, pool, Bytes);
        Assert.All(pool.GetOutstanding(),
            static lease => Assert.Contains(nameof(Outstanding_NamesWhoTookIt), lease.RentStack.ToString(), StringComparison.Ordinal));
        Assert.NotEmpty(pool.GetOutstanding());
        giveBack();
        Assert.Empty(pool.GetOutstanding());
    }

    [Theory]
    [MemberData(nameof(Adapters))]
    [Trait("Requirement", "B3")]
    public void Dropped_IsCountedAndReportedWithWhoTookIt(string adapter, PoolMode mode)
    {
        System.Collections.Concurrent.ConcurrentQueue<MisuseReport> reports = [];
        using BytePool pool = new(new BytePoolOptions { Mode = mode, LeakSamplingInterval = 1, OnMisuse = reports.Enqueue });
        DropOne(adapter, pool);
        FullCollections.RunUntil(() => pool.GetStatistics() is var statistics && statistics.Rented == 0);
        BytePoolStatistics after = pool.GetStatistics();
        Assert.InRange(after.Abandoned, 1, 5);
        Assert.Equal(0, after.BytesRented);
        Assert.Contains(reports, static report => report.Kind == MisuseKind.Dropped && report.ToString().Contains(nameof(DropOne), StringComparison.Ordinal));
        Snapshots.AssertAddsUp(after);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DropOne(string adapter, BytePool pool) => AdapterKind.Take(adapter, pool, Bytes);
}
