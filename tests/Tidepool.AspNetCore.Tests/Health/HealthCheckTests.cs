using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tidepool.AspNetCore.Health;

namespace Tidepool.AspNetCore.Tests.Health;

[Trait("Requirement", "E4")]
public class HealthCheckTests
{
    private const int Buffer = 1_024;

    [Fact]
    public async Task Check_AtRest_IsHealthyAndHasTheNumbers()
    {
        await using ServiceProvider provider = Build();
        using ByteLease lease = Hold(provider);
        HealthReportEntry entry = await CheckAsync(provider);
        Assert.Equal((HealthStatus.Healthy, null), (entry.Status, entry.Description));
        Assert.Equal((long)Buffer, entry.Data["default.bytesRented"]);
        Assert.Equal(10L * Buffer, entry.Data["default.maxTotalBytes"]);
        Assert.Equal(0L, entry.Data["uploads.rented"]);
        Assert.False(entry.Data.ContainsKey("uploads.maxTotalBytes"));
    }

    [Theory]
    [InlineData(8, null, HealthStatus.Healthy)]
    [InlineData(9, null, HealthStatus.Degraded)]
    [InlineData(10, null, HealthStatus.Degraded)]
    [InlineData(4, 0.5, HealthStatus.Healthy)]
    [InlineData(5, 0.5, HealthStatus.Degraded)]
    public async Task Check_NearTheBudget_IsDegraded(int rented, double? threshold, HealthStatus expected)
    {
        await using ServiceProvider provider = Build(options => options.DegradedAtBudgetShare = threshold ?? options.DegradedAtBudgetShare);
        ByteLease[] leases = [.. Enumerable.Range(0, rented).Select(_ => Hold(provider))];
        Assert.Equal(expected, (await CheckAsync(provider)).Status);

        // Idle buffers don't count.
        Assert.All(leases, static lease => lease.Return());
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(provider)).Status);
    }

    [Fact]
    public async Task Check_WhileSomebodyWaits_IsUnhealthy()
    {
        await using ServiceProvider provider = Build();
        ByteLease[] leases = [.. Enumerable.Range(0, 10).Select(_ => Hold(provider))];
        ValueTask<ByteLease> waiting = provider.GetRequiredService<BytePool>().RentAsync(Buffer, TestContext.Current.CancellationToken);
        HealthReportEntry entry = await CheckAsync(provider);
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("Pool \"default\": callers that wait for its budget of 10,240 bytes: 1.", entry.Description, StringComparison.Ordinal);
        Assert.All(leases, static lease => lease.Return());
        (await waiting).Return();
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(provider)).Status);
    }

    [Fact]
    public async Task Check_AfterRefusals_IsUnhealthyOnce()
    {
        await using ServiceProvider provider = Build();
        ByteLease[] leases = [.. Enumerable.Range(0, 10).Select(_ => Hold(provider))];
        Assert.False(provider.GetRequiredService<BytePool>().TryRent(Buffer, out _));
        Assert.All(leases, static lease => lease.Return());
        HealthReportEntry entry = await CheckAsync(provider);
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("refused since the last check: 1.", entry.Description, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(provider)).Status);
    }

    [Fact]
    public async Task Check_WhenMoreLeasesThanAllowedWereDropped_IsUnhealthyOnce()
    {
        await using ServiceProvider provider = Build(static options => options.AllowedAbandoned = 2);
        Drop(provider, 2);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(provider)).Status);
        Drop(provider, 3);
        HealthReportEntry entry = await CheckAsync(provider);
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("leases that were dropped without being returned since the last check: 3; allowed: 2.", entry.Description, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(provider)).Status);
    }

    [Fact]
    public async Task Check_WithAFailureStatus_ReportsThat()
    {
        ServiceCollection services = Services();
        services.AddHealthChecks().AddTidepool(name: "buffers", failureStatus: HealthStatus.Degraded, tags: ["ready"]);
        await using ServiceProvider provider = services.BuildServiceProvider();
        Assert.False(provider.GetRequiredService<BytePool>().TryRent(100 * Buffer, out _));
        HealthReport report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HealthStatus.Degraded, report.Entries["buffers"].Status);
        Assert.Equal(["ready"], report.Entries["buffers"].Tags);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1.01, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(0.5, -1)]
    public void Thresholds_OutOfRange_AreRefused(double share, long abandoned) => Assert.Throws<ArgumentOutOfRangeException>(() =>
        new ServiceCollection().AddHealthChecks().AddTidepool(options => (options.DegradedAtBudgetShare, options.AllowedAbandoned) = (share, abandoned)));

    private static ByteLease Hold(ServiceProvider provider) => provider.GetRequiredService<BytePool>().Rent(Buffer);

    private static void Drop(ServiceProvider provider, int count)
    {
        // On a thread of its own, on whose stack nothing can be left of them.
        BytePool pool = provider.GetRequiredKeyedService<BytePool>("uploads");
        Thread dropping = new(() =>
        {
            for (int i = 0; i < count; i++)
            {
                pool.Rent(Buffer);
            }
        });
        dropping.Start();
        dropping.Join();
        FullCollections.Run();
    }

    private static ServiceCollection Services()
    {
        ServiceCollection services = [];
        services.AddLogging();
        services.AddTidepool(static options => (options.MinSize, options.MaxTotalBytes) = (Buffer, 10 * Buffer));
        services.AddTidepool("uploads");
        return services;
    }

    private static ServiceProvider Build(Action<TidepoolHealthOptions>? configure = null)
    {
        ServiceCollection services = Services();
        services.AddHealthChecks().AddTidepool(configure);
        return services.BuildServiceProvider();
    }

    private static async Task<HealthReportEntry> CheckAsync(ServiceProvider provider) =>
        (await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["tidepool"];
}
