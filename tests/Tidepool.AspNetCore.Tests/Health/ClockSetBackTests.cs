using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace Tidepool.AspNetCore.Tests.Health;

/// <summary>A clock that is set back doesn't make old events recent.</summary>
[Trait("Requirement", "E4")]
public class ClockSetBackTests
{
    private const int Buffer = 1_024;

    [Fact]
    public async Task Check_AfterTheClockIsSetBack_GoesOnFromWhereItWas()
    {
        FakeTimeProvider time = new();
        ServiceCollection services = [];
        services.AddLogging();
        services.AddSingleton<TimeProvider>(time);
        services.AddTidepool(static options => (options.MinSize, options.MaxTotalBytes) = (Buffer, Buffer));
        services.AddHealthChecks().AddTidepool();
        await using ServiceProvider provider = services.BuildServiceProvider();
        BytePool pool = provider.GetRequiredService<BytePool>();
        Refuse(pool);
        Assert.Equal(HealthStatus.Degraded, await CheckAsync(provider));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HealthStatus.Healthy, await CheckAsync(provider));

        time.AdjustTime(time.GetUtcNow() - TimeSpan.FromDays(1));
        Assert.Equal(HealthStatus.Healthy, await CheckAsync(provider));
        Refuse(pool);
        Assert.Equal(HealthStatus.Degraded, await CheckAsync(provider));
    }

    private static void Refuse(BytePool pool)
    {
        using ByteLease lease = pool.Rent(Buffer);
        Assert.False(pool.TryRent(Buffer, out _));
    }

    private static async Task<HealthStatus> CheckAsync(ServiceProvider provider) =>
        (await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Status;
}
