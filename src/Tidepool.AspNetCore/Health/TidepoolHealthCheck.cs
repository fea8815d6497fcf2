using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Tidepool.AspNetCore.Health;

/// <summary>Checks the statistics of all pools, and how they have developed over time.</summary>
internal sealed class TidepoolHealthCheck(TidepoolHealthOptions options, IEnumerable<BytePool> pools, TimeProvider time) : IHealthCheck
{
    private const string NothingChecked = "No pool is registered in the container, so nothing was checked. Register one with services.AddTidepool().";

    private readonly PoolTrend[] _trends = [.. pools.Select(pool => new PoolTrend(pool, options, time))];

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (_trends.Length == 0)
        {
            return Task.FromResult(HealthCheckResult.Degraded(NothingChecked));
        }

        List<string> failures = [];
        List<string> warnings = [];
        Dictionary<string, object> data = [];
        foreach (PoolTrend trend in _trends)
        {
            string name = trend.Pool.Name ?? "unnamed";
            PoolFindings findings = trend.Look();
            failures.AddRange(FailuresOf(name, findings));
            warnings.AddRange(WarningsOf(name, findings));
            AddData(data, name, findings.Statistics);
        }

        HealthStatus status = failures.Count > 0 ? context.Registration.FailureStatus : warnings.Count > 0 ? HealthStatus.Degraded : HealthStatus.Healthy;
        string? description = failures.Count + warnings.Count == 0 ? null : string.Join(' ', [.. failures, .. warnings]);
        return Task.FromResult(new HealthCheckResult(status, description, exception: null, data));
    }

    private IEnumerable<string> FailuresOf(string name, PoolFindings findings)
    {
        if (findings.HasLastingQueue)
        {
            yield return Text($"Pool \"{name}\": callers have been waiting for its budget of {findings.Statistics.MaxTotalBytes:N0} bytes for more than ")
                + Text($"{options.ExhaustionTime:c}.");
        }

        if (findings.HasLastingRefusals)
        {
            yield return Text($"Pool \"{name}\": its budget of {findings.Statistics.MaxTotalBytes:N0} bytes has been nearly used up and has refused rents for ")
                + Text($"more than {options.ExhaustionTime:c}.");
        }

        if (findings.DroppedLately > options.AllowedAbandoned)
        {
            yield return Text($"Pool \"{name}\": leases dropped without being returned in the last {options.AbandonedWindow:c}: ")
                + Text($"{findings.DroppedLately:N0} (allowed: {options.AllowedAbandoned:N0}).");
        }
    }

    private IEnumerable<string> WarningsOf(string name, PoolFindings findings)
    {
        BytePoolStatistics statistics = findings.Statistics;
        if (statistics.Waiting > 0)
        {
            yield return Text($"Pool \"{name}\": callers waiting for its budget of {statistics.MaxTotalBytes:N0} bytes: {statistics.Waiting:N0}.");
        }

        if (findings.RefusedLately > 0)
        {
            yield return Text($"Pool \"{name}\": rents recently refused by its budget of {statistics.MaxTotalBytes:N0} bytes: {findings.RefusedLately:N0}.");
        }

        if (statistics.MaxTotalBytes is { } budget && statistics.BytesRented >= budget * options.DegradedAtBudgetShare)
        {
            yield return Text($"Pool \"{name}\": {statistics.BytesRented:N0} of the {budget:N0} bytes of its budget are rented ")
                + Text($"({(double)statistics.BytesRented / budget:P0}).");
        }
    }

    /// <summary>Adds the numbers of a pool. Those of pools with one name are added up, as in the metrics.</summary>
    private static void AddData(Dictionary<string, object> data, string name, BytePoolStatistics statistics)
    {
        Add("bytesHeld", statistics.BytesHeld);
        Add("bytesRented", statistics.BytesRented);
        Add("rented", statistics.Rented);
        Add("idle", statistics.Idle);
        Add("waiting", statistics.Waiting);
        Add("refused", statistics.Refused);
        Add("abandoned", statistics.Abandoned);
        if (statistics.MaxTotalBytes is { } budget)
        {
            Add("maxTotalBytes", budget);
        }

        void Add(string number, long value)
        {
            string key = $"{name}.{number}";
            data[key] = value + (data.TryGetValue(key, out object? sum) ? (long)sum : 0);
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
