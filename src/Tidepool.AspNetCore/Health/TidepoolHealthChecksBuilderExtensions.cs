using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tidepool.AspNetCore.Health;
using Tidepool.AspNetCore.Registration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>A health check of the pools.</summary>
public static class TidepoolHealthChecksBuilderExtensions
{
    private const string DefaultName = "tidepool";

    /// <summary>Adds a check of all pools that the container has.</summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="configure">Sets the thresholds.</param>
    /// <param name="name">The check's name. Default <c>tidepool</c>.</param>
    /// <param name="failureStatus">What to report on lasting exhaustion and on leaks. Default <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">Tags by which checks are selected.</param>
    /// <returns>The health checks.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A threshold is out of its range.</exception>
    /// <remarks>
    /// <para>Degraded: a pool has rented nearly all of its budget, or callers wait for it, or it refused rents lately. Failed:
    /// a caller has waited for longer than <see cref="TidepoolHealthOptions.ExhaustionTime"/>,
    /// or nearly all of the budget was rented and rents were refused for that long; or more leases than allowed were dropped within
    /// <see cref="TidepoolHealthOptions.AbandonedWindow"/>.</para>
    /// <para>What happened over time is known from check to check, by the container's <see cref="TimeProvider"/> where it has one;
    /// it doesn't matter how many ask, nor how often. What happened before the first check counts as recent. The check's data are the numbers of each pool,
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
