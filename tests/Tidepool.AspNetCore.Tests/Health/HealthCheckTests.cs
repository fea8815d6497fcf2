using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
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

    [Fact]
    public async Task Check_WithoutAnyPool_IsDegraded_AndSaysWhatToDo()
    {
        ServiceCollection services = new();
        services.AddLogging();
        services.AddHealthChecks().AddTidepool();
        await using ServiceProvider provider = services.BuildServiceProvider();
        HealthReportEntry entry = await CheckAsync(provider);
        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Contains("services.AddTidepool()", entry.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfPoolsWithOneName_AddsTheirNumbers()
    {
        ServiceCollection services = new();
        services.AddLogging();
        services.AddTidepool("first", static options => (options.Name, options.MaxTotalBytes) = ("same", 10 * Buffer));
        services.AddTidepool("second", static options => options.Name = "same");
        services.AddHealthChecks().AddTidepool();
        await using ServiceProvider provider = services.BuildServiceProvider();
        using ByteLease first = provider.GetRequiredKeyedService<BytePool>("first").Rent(Buffer);
        using ByteLease second = provider.GetRequiredKeyedService<BytePool>("second").Rent(2 * Buffer);
        HealthReportEntry entry = await CheckAsync(provider);
        Assert.Equal((3L * Buffer, 2L), (entry.Data["same.bytesRented"], entry.Data["same.rented"]));
        Assert.Equal(10L * Buffer, entry.Data["same.maxTotalBytes"]);
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
    public async Task Check_WhileSomebodyWaits_IsDegraded_AndUnhealthyOnceThatLasts()
    {
        await using ServiceProvider provider = Build();
        ByteLease[] leases = HoldAll(provider);
        ValueTask<ByteLease> waiting = WaitAsync(provider);
        HealthReportEntry entry = await CheckAsync(provider);
        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Contains("Pool \"default\": callers waiting for its budget of 10,240 bytes: 1.", entry.Description, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Degraded, (await CheckAfterAsync(provider, 9)).Status);
        entry = await CheckAfterAsync(provider, 1);
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("Pool \"default\": callers have been waiting for its budget of 10,240 bytes for more than 00:00:10.",
            entry.Description, StringComparison.Ordinal);
        Assert.All(leases, static lease => lease.Return());
        (await waiting).Return();
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(provider)).Status);
    }

    /// <summary>The queue moves: that is what a budget is for.</summary>
    [Fact]
    public async Task Check_WhileOthersWaitEachTime_IsNeverUnhealthy()
    {
        await using ServiceProvider provider = Build();
        ByteLease[] leases = HoldAll(provider);
        ValueTask<ByteLease> waiting = WaitAsync(provider);
        for (int i = 0; i < leases.Length; i++)
        {
            Assert.Equal(HealthStatus.Degraded, (await CheckAfterAsync(provider, 30)).Status);
            ValueTask<ByteLease> next = WaitAsync(provider);
            leases[i].Return();
            leases[i] = await waiting;
            waiting = next;
        }

        Assert.All(leases, static lease => lease.Return());
        (await waiting).Return();
    }

    [Fact]
    public async Task Check_WhereEveryWaiterGivesUp_IsUnhealthyOnceThatLasts()
    {
        await using ServiceProvider provider = Build();
        ByteLease[] leases = HoldAll(provider);
        foreach (HealthStatus expected in (HealthStatus[])[HealthStatus.Degraded, HealthStatus.Degraded, HealthStatus.Unhealthy, HealthStatus.Unhealthy])
        {
            using CancellationTokenSource patience = new();
            Task<ByteLease> waiting = provider.GetRequiredService<BytePool>().RentAsync(Buffer, patience.Token).AsTask();
            Assert.Equal(expected, (await CheckAfterAsync(provider, 6)).Status);
            await patience.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        Assert.All(leases, static lease => lease.Return());
    }

    [Fact]
    public async Task Check_AfterARefusal_IsDegraded_UntilItIsLongAgo()
    {
        await using ServiceProvider provider = Build();
        ByteLease[] leases = HoldAll(provider);
        BeRefused(provider);
        Assert.All(leases, static lease => lease.Return());
        HealthReportEntry entry = await CheckAsync(provider);
        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Contains("Pool \"default\": rents recently refused by its budget of 10,240 bytes: 1.", entry.Description, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Degraded, (await CheckAfterAsync(provider, 9)).Status);
        Assert.Equal(HealthStatus.Healthy, (await CheckAfterAsync(provider, 1)).Status);
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(10, 2)]
    [InlineData(30, 1)]
    [InlineData(30, 3)]
    public async Task Check_WhileAFullBudgetGoesOnRefusing_IsUnhealthy(int seconds, int pollers)
    {
        await using ServiceProvider provider = Build();
        ByteLease[] leases = HoldAll(provider);
        foreach (HealthStatus expected in (HealthStatus[])[HealthStatus.Degraded, HealthStatus.Unhealthy, HealthStatus.Unhealthy])
        {
            BeRefused(provider);
            HealthReportEntry entry = await CheckAfterAsync(provider, seconds);
            Assert.Equal(expected, entry.Status);
            Assert.Equal(expected == HealthStatus.Unhealthy,
                entry.Description!.Contains("has been nearly used up and has refused rents for more than 00:00:10.", StringComparison.Ordinal));
            for (int others = 1; others < pollers; others++)
            {
                Assert.Equal(expected, (await CheckAsync(provider)).Status);
            }
        }

        // It is rented as before, but refuses no rent.
        Assert.Equal(HealthStatus.Degraded, (await CheckAfterAsync(provider, seconds)).Status);
        BeRefused(provider);
        Assert.Equal(HealthStatus.Degraded, (await CheckAfterAsync(provider, seconds)).Status);
        Assert.All(leases, static lease => lease.Return());
    }

    [Fact]
    public async Task Check_WhereTheBudgetWasFreeInBetween_IsNotUnhealthy()
    {
        await using ServiceProvider provider = Build();
        for (int i = 0; i < 4; i++)
        {
            ByteLease[] leases = HoldAll(provider);
            BeRefused(provider);
            Assert.Equal(HealthStatus.Degraded, (await CheckAfterAsync(provider, 6)).Status);
            Assert.All(leases, static lease => lease.Return());
            await CheckAfterAsync(provider, 5);
        }
    }

    [Fact]
    public async Task Check_WhereWhatIsRefusedIsTooLarge_IsNeverUnhealthy()
    {
        await using ServiceProvider provider = Build();
        for (int i = 0; i < 4; i++)
        {
            Assert.False(provider.GetRequiredService<BytePool>().TryRent(100 * Buffer, out _));
            Assert.Equal(HealthStatus.Degraded, (await CheckAfterAsync(provider, 30)).Status);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Check_WhenMoreLeasesThanAllowedWereDroppedWithinTheWindow_IsUnhealthy_WhoeverAsks(int pollers)
    {
        await using ServiceProvider provider = Build();
        foreach (int sum in (int[])[8, 16, 24])
        {
            Drop(provider, 8);
            HealthReportEntry entry = await CheckAfterAsync(provider, 60);
            for (int others = 1; others < pollers; others++)
            {
                entry = await CheckAsync(provider);
            }

            Assert.Equal(sum > 10 ? HealthStatus.Unhealthy : HealthStatus.Healthy, entry.Status);
            if (sum > 10)
            {
                Assert.Contains($"Pool \"uploads\": leases dropped without being returned in the last 00:10:00: {sum} (allowed: 10).",
                    entry.Description, StringComparison.Ordinal);
            }
        }

        // The first drops have left the window at the first check, the second ones at the second check.
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAfterAsync(provider, 480)).Status);
        Assert.Equal(HealthStatus.Healthy, (await CheckAfterAsync(provider, 60)).Status);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(15, 10)]
    public async Task Check_WithAnAllowance_CountsWithinItsWindow(int dropped, int allowed)
    {
        await using ServiceProvider provider = Build(options => (options.AllowedAbandoned, options.AbandonedWindow) = (allowed, TimeSpan.FromSeconds(30)));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(provider)).Status);
        Drop(provider, dropped);
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAfterAsync(provider, 20)).Status);
        Assert.Equal(HealthStatus.Healthy, (await CheckAfterAsync(provider, 30)).Status);
    }

    /// <summary>The history is thinned out, but nothing that must be seen is lost.</summary>
    [Fact]
    public void Checks_OfHurriedPollers_RememberFewObservations()
    {
        FakeTimeProvider clock = new();
        ObservationHistory history = new(clock, TimeSpan.FromMinutes(10));
        Observation first = default;
        for (int i = 0; i < 100_000; i++)
        {
            Observation present = new(clock.GetTimestamp(), i, 0, 0, 0, 0, IsNearBudget: false);
            first = i == 0 ? present : first;
            history.Add(present);
            clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(history.Since(first).Count(), 60, 70);
        Observation before = Assert.NotNull(history.Before(clock.GetTimestamp(), TimeSpan.FromMinutes(10)));
        Assert.InRange(clock.GetElapsedTime(before.At), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10.5));
        Assert.Null(history.Before(clock.GetTimestamp(), TimeSpan.FromMinutes(11)));
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
    [InlineData(0, 1, "DegradedAtBudgetShare must be more than 0 and at most 1, the whole budget; 0.9 is 90 %.")]
    [InlineData(1.01, 1, "DegradedAtBudgetShare must be")]
    [InlineData(double.NaN, 1, "DegradedAtBudgetShare must be")]
    [InlineData(0.5, -1, "AllowedAbandoned must be 0 (none) or more.")]
    public void Thresholds_OutOfRange_AreRefused(double share, long abandoned, string message) =>
        AssertRefused(options => (options.DegradedAtBudgetShare, options.AllowedAbandoned) = (share, abandoned), message);

    [Theory]
    [InlineData("00:00:00", "00:10:00", "ExhaustionTime must be 00:00:01 to 30.00:00:00.")]
    [InlineData("30.00:00:01", "00:10:00", "ExhaustionTime must be")]
    [InlineData("00:00:10", "-00:00:00.0010000", "AbandonedWindow must be 00:00:01 to 30.00:00:00.")]
    [InlineData("00:00:10", "00:00:00.9", "AbandonedWindow must be")]
    public void Times_OutOfRange_AreRefused(string exhaustion, string window, string message) => AssertRefused(
        options => (options.ExhaustionTime, options.AbandonedWindow) =
            (TimeSpan.Parse(exhaustion, CultureInfo.InvariantCulture), TimeSpan.Parse(window, CultureInfo.InvariantCulture)),
        message);

    private static void AssertRefused(Action<TidepoolHealthOptions> configure, string message) => Assert.StartsWith(
        message,
        Assert.Throws<ArgumentOutOfRangeException>(() => new ServiceCollection().AddHealthChecks().AddTidepool(configure)).Message,
        StringComparison.Ordinal);

    private static ByteLease[] HoldAll(ServiceProvider provider) => [.. Enumerable.Range(0, 10).Select(_ => Hold(provider))];

    private static void BeRefused(ServiceProvider provider) => Assert.False(provider.GetRequiredService<BytePool>().TryRent(Buffer, out _));

    private static ValueTask<ByteLease> WaitAsync(ServiceProvider provider) =>
        provider.GetRequiredService<BytePool>().RentAsync(Buffer, TestContext.Current.CancellationToken);

    private static ByteLease Hold(ServiceProvider provider) => provider.GetRequiredService<BytePool>().Rent(Buffer);

    private static void Drop(ServiceProvider provider, int count)
    {
        // On a separate thread, whose stack can't keep any of them alive.
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
        services.AddSingleton<TimeProvider>(new FakeTimeProvider());
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

    private static Task<HealthReportEntry> CheckAfterAsync(ServiceProvider provider, int seconds)
    {
        ((FakeTimeProvider)provider.GetRequiredService<TimeProvider>()).Advance(TimeSpan.FromSeconds(seconds));
        return CheckAsync(provider);
    }

    private static async Task<HealthReportEntry> CheckAsync(ServiceProvider provider) =>
        (await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["tidepool"];
}
