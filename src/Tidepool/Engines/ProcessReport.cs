using System.Globalization;
using System.Text;
using Tidepool.Diagnosis;
using Tidepool.Settings;

namespace Tidepool.Engines;

/// <summary>The report file that the environment names, and the list of leases that are out, which is written to it when the process ends.</summary>
internal static class ProcessReport
{
    /// <summary>The most call sites listed for each pool, those with the most leases first. Arbitrary.</summary>
    private const int MostPlaces = 50;

    /// <summary>Null if the environment names no file.</summary>
    internal static ReportFile? File { get; } = Open();

    /// <summary>Lists the leases of a pool that are out, by the calls that rented them; null if there are none.</summary>
    internal static string? Describe(PoolEngine pool)
    {
        BytePoolStatistics statistics = pool.GetStatistics();
        long rented = statistics.Rented;
        if (rented == 0)
        {
            return null;
        }

        IReadOnlyList<OutstandingLease> known = pool.GetOutstanding();
        string name = pool.PoolName is { } poolName ? $"the pool \"{poolName}\"" : "a pool without a name";
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"Tidepool: when the process ended, "
            + $"{new Quantity(rented, "lease", "leases")} of {name} had not been returned");
        text = known.Count == rented
            ? text.Append('.')
            : text.Append(CultureInfo.InvariantCulture, $"; call sites recorded: {known.Count:N0}.");
        IEnumerable<IGrouping<string, OutstandingLease>> places = known
            .GroupBy(static lease => string.Join('\n', CallList.CallersIn(lease.RentStack)))
            .OrderByDescending(static place => place.Count())
            .Take(MostPlaces);
        foreach (IGrouping<string, OutstandingLease> place in places)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  {new Quantity(place.Count(), "lease", "leases")}, "
                + $"{Quantity.Bytes(place.Sum(static lease => (long)lease.Length))} in total, rented at");
            CallList.AppendTo(text, place.First().RentStack);
        }

        return text.ToString();
    }

    private static ReportFile? Open()
    {
        if (ProcessSetting.Read("TIDEPOOL_REPORT", "Tidepool.Report").Value is not { Length: > 0 } path)
        {
            return null;
        }

        ReportFile file = new(path);
        ProcessEnd.Add(() =>
        {
            foreach (string leases in LivingPools.All().Select(Describe).OfType<string>())
            {
                file.Append(leases);
            }
        });
        return file;
    }
}
