using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Tidepool.AspNetCore.Health;

/// <summary>Looks at the numbers of all pools, and at what changed since it last did.</summary>
internal sealed class TidepoolHealthCheck(TidepoolHealthOptions options, IReadOnlyList<BytePool> pools) : IHealthCheck
{
    private readonly Lock _gate = new();

    /// <summary>By pool, what the last check saw.</summary>
    private readonly Dictionary<BytePool, (long Refused, long Abandoned)> _seen = [];

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        List<string> failures = [];
        List<string> warnings = [];
        Dictionary<string, object> data = [];
        foreach (BytePool pool in pools)
        {
            BytePoolStatistics statistics = pool.GetStatistics();
            failures.AddRange(FailuresOf(pool, statistics));
            warnings.AddRange(WarningsOf(pool, statistics));
            AddData(data, pool, statistics);
        }

        HealthStatus status = failures.Count > 0 ? context.Registration.FailureStatus : warnings.Count > 0 ? HealthStatus.Degraded : HealthStatus.Healthy;
        string? description = failures.Count + warnings.Count == 0 ? null : string.Join(' ', [.. failures, .. warnings]);
        return Task.FromResult(new HealthCheckResult(status, description, exception: null, data));
    }

    private static string NameOf(BytePool pool) => pool.Name ?? "unnamed";

    private static long AbandonedOf(BytePoolStatistics statistics) => statistics.Abandoned + statistics.UnpooledAbandoned;

    private IEnumerable<string> FailuresOf(BytePool pool, BytePoolStatistics statistics)
    {
        (long refused, long abandoned) = Since(pool, statistics);
        if (statistics.Waiting > 0)
        {
            yield return Text($"Pool \"{NameOf(pool)}\": callers that wait for its budget of {statistics.MaxTotalBytes:N0} bytes: {statistics.Waiting:N0}.");
        }

        if (refused > 0)
        {
            yield return Text($"Pool \"{NameOf(pool)}\": rents that its budget of {statistics.MaxTotalBytes:N0} bytes refused since the last check: {refused:N0}.");
        }

        if (abandoned > options.AllowedAbandoned)
        {
            yield return Text($"Pool \"{NameOf(pool)}\": leases that were dropped without being returned since the last check: {abandoned:N0}; allowed: {options.AllowedAbandoned:N0}.");
        }
    }

    private IEnumerable<string> WarningsOf(BytePool pool, BytePoolStatistics statistics)
    {
        if (statistics.MaxTotalBytes is { } budget && statistics.BytesRented >= budget * options.DegradedAtBudgetShare)
        {
            yield return Text($"Pool \"{NameOf(pool)}\": {statistics.BytesRented:N0} bytes of its budget of {budget:N0} are rented, {(double)statistics.BytesRented / budget:P0}.");
        }
    }

    /// <summary>What was refused and dropped since the last check.</summary>
    private (long Refused, long Abandoned) Since(BytePool pool, BytePoolStatistics statistics)
    {
        long abandoned = AbandonedOf(statistics);
        lock (_gate)
        {
            (long refusedBefore, long abandonedBefore) = _seen.GetValueOrDefault(pool);
            _seen[pool] = (statistics.Refused, abandoned);
            return (statistics.Refused - refusedBefore, abandoned - abandonedBefore);
        }
    }

    private static void AddData(Dictionary<string, object> data, BytePool pool, BytePoolStatistics statistics)
    {
        string prefix = NameOf(pool);
        data[$"{prefix}.bytesHeld"] = statistics.BytesHeld;
        data[$"{prefix}.bytesRented"] = statistics.BytesRented;
        data[$"{prefix}.rented"] = statistics.Rented + statistics.UnpooledRented;
        data[$"{prefix}.idle"] = statistics.Idle;
        data[$"{prefix}.waiting"] = (long)statistics.Waiting;
        data[$"{prefix}.refused"] = statistics.Refused;
        data[$"{prefix}.abandoned"] = AbandonedOf(statistics);
        if (statistics.MaxTotalBytes is { } budget)
        {
            data[$"{prefix}.maxTotalBytes"] = budget;
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
