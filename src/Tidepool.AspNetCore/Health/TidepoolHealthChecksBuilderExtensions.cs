using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tidepool.AspNetCore.Health;
using Tidepool.AspNetCore.Registration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a health check for the pools.</summary>
public static class TidepoolHealthChecksBuilderExtensions
{
    private const string DefaultName = "tidepool";

    /// <summary>Adds a health check for all pools of the container.</summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="configure">Sets the thresholds.</param>
    /// <param name="name">The name of the check. Default <c>tidepool</c>.</param>
    /// <param name="failureStatus">What to report for lasting exhaustion and for leaks. Default <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">Tags by which checks can be filtered.</param>
    /// <returns>The health checks.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A threshold is out of its range.</exception>
    /// <remarks>
    /// <para>Degraded: nearly all of a pool's budget is rented, or callers wait for it, or it has refused rents lately; or no pool is registered. Failed:
    /// a caller has waited for longer than <see cref="TidepoolHealthOptions.ExhaustionTime"/>,
    /// or nearly all of the budget was rented and rents were refused for that long; or more leases than allowed were dropped within
    /// <see cref="TidepoolHealthOptions.AbandonedWindow"/>.</para>
    /// <para>The check compares each run with earlier ones, by the container's <see cref="TimeProvider"/> if it has one; it doesn't matter
    /// how often it runs, nor for how many callers. What happened before the first run counts as recent. The data of the check are the numbers of each pool,
    /// <c>uploads.bytesRented</c> and so on.</para>
    /// </remarks>
    public static IHealthChecksBuilder AddTidepool(
        this IHealthChecksBuilder builder,
        Action<TidepoolHealthOptions>? configure = null,
        string name = DefaultName,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        TidepoolHealthOptions options = new();
        configure?.Invoke(options);
        options.Validate();

        // One for all runs, since it remembers the last ones.
        builder.Services.AddKeyedSingleton(name, (provider, _) => new TidepoolHealthCheck(
            options,
            provider.GetServices<PoolRegistration>().Select(registration => registration.Resolve(provider)),
            provider.GetService<TimeProvider>() ?? TimeProvider.System));
        return builder.Add(new HealthCheckRegistration(name, provider => provider.GetRequiredKeyedService<TidepoolHealthCheck>(name), failureStatus, tags));
    }
}
