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
    /// <param name="failureStatus">What to report on exhaustion and on leaks. Default <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">Tags by which checks are selected.</param>
    /// <returns>The health checks.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A threshold is out of its range.</exception>
    /// <remarks>
    /// <para>Degraded: a pool has rented nearly all of its budget. Failed: callers wait for the budget, or it refused rents since the last check, or more leases than allowed were dropped since then.</para>
    /// <para>The check's data are the numbers of each pool, <c>uploads.bytesRented</c> and so on. "Since the last check" is since this check was last run by anybody, and first since the start.</para>
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

        // One for all runs, since it remembers the last one.
        builder.Services.AddKeyedSingleton(name, (provider, _) => new TidepoolHealthCheck(
            options,
            [.. provider.GetServices<PoolRegistration>().Select(registration => registration.Resolve(provider))]));
        return builder.Add(new HealthCheckRegistration(name, provider => provider.GetRequiredKeyedService<TidepoolHealthCheck>(name), failureStatus, tags));
    }
}
