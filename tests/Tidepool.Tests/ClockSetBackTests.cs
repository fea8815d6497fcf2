using Microsoft.Extensions.Time.Testing;

namespace Tidepool.Tests;

/// <summary>The clock of a test may be set back: then a lease is 0 seconds old, not less.</summary>
[Trait("Requirement", "B3")]
public class ClockSetBackTests
{
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
