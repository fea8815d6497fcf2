using Microsoft.Extensions.Time.Testing;

namespace Tidepool.Tests;

[Trait("Requirement", "B3")]
public class LeaseAgeTests
{
    /// <summary>Else the list of those that have been out longest is in another order than that of the rents, where reading it takes time.</summary>
    [Theory]
    [InlineData(PoolMode.Standard)]
    [InlineData(PoolMode.Checked)]
    [InlineData(PoolMode.Guarded)]
    public void Ages_OfOneSnapshot_AreAllOfOneMoment(PoolMode mode)
    {
        const int Count = 5;
        TimeSpan step = TimeSpan.FromSeconds(1);
        FakeTimeProvider time = new() { AutoAdvanceAmount = step };
        using BytePool pool = new(new BytePoolOptions { Mode = mode, LeakSamplingInterval = 1, TimeProvider = time });
        ByteLease[] leases = [.. Enumerable.Range(1, Count).Select(pool.Rent)];
        OutstandingLease[] oldestFirst = [.. pool.GetOutstanding().OrderByDescending(static lease => lease.Age)];
        Assert.Equal(Enumerable.Range(1, Count), oldestFirst.Select(static lease => lease.Length));
        Assert.All(oldestFirst.Zip(oldestFirst.Skip(1)), pair => Assert.InRange(pair.First.Age - pair.Second.Age, step, TimeSpan.MaxValue));
        Array.ForEach(leases, static lease => lease.Return());
    }

    /// <summary>The clock of a test may be set back: then a lease is 0 seconds old, not less.</summary>
    [Theory]
    [InlineData(PoolMode.Standard)]
    [InlineData(PoolMode.Checked)]
    [InlineData(PoolMode.Guarded)]
    public void Age_OfALease_IsNeverNegative(PoolMode mode)
    {
        List<MisuseReport> reports = [];
        FakeTimeProvider time = new();
        BytePool pool = new(new BytePoolOptions { Mode = mode, LeakSamplingInterval = 1, TimeProvider = time, OnMisuse = reports.Add });
        using ByteLease lease = pool.Rent(100);
        time.AdjustTime(time.GetUtcNow() - TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.Zero, Assert.Single(pool.GetOutstanding()).Age);
        pool.Dispose();
        MisuseReport report = Assert.Single(reports);
        Assert.Equal((MisuseKind.OutAtDisposal, TimeSpan.Zero), (report.Kind, report.Age));
    }
}
