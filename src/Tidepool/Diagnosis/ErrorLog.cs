using System.Diagnostics;
using System.Globalization;

namespace Tidepool.Diagnosis;

/// <summary>Writes reports to standard error: from each call site the first few as a whole, then only how many there have been. A program that drops a lease
/// in a loop would otherwise write the same report thousands of times.</summary>
/// <param name="write">Writes a text of one or more lines. Never throws.</param>
internal sealed class ErrorLog(Action<string> write)
{
    /// <summary>The most reports from one call site that are written as a whole. Arbitrary.</summary>
    internal const int MostWhole = 5;

    /// <summary>The most call sites counted separately. Arbitrary: no program has as many mistakes, but generated code may have as many names.</summary>
    internal const int MostSites = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Site> _sites = [];

    /// <summary>The log of the process, which writes the totals when the process ends.</summary>
    internal static ErrorLog Shared { get; } = CreateShared();

    /// <param name="report">The report.</param>
    /// <param name="failure">The exception of the callback that should have received it; null if there is no callback.</param>
    internal void Write(MisuseReport report, Exception? failure)
    {
        (long count, string first) = Count(report, failure);
        if (count <= MostWhole)
        {
            string text = failure is null ? report.ToString()
                : $"{report}\n  {nameof(BytePoolOptions)}.{nameof(BytePoolOptions.OnMisuse)} threw while handling this report: {failure}";
            write(count < MostWhole ? text : text + "\n  Further reports from this call site are only counted.");
        }
        else if (IsPowerOfTen(count))
        {
            write(TotalOf(count, "so far", first));
        }
    }

    /// <summary>Writes how many reports there have been from each call site, if there are more than it last wrote.</summary>
    internal void WriteTotals()
    {
        List<string> totals = [];
        using (_gate.Hold())
        {
            foreach (Site site in _sites.Values.Where(static site => site.Count > MostWhole && !IsPowerOfTen(site.Count)))
            {
                totals.Add(TotalOf(site.Count, "in all", site.First));
            }
        }

        totals.ForEach(write);
    }

    private static ErrorLog CreateShared()
    {
        ErrorLog log = new(WriteToConsole);
        ProcessEnd.Add(log.WriteTotals);
        return log;
    }

    /// <summary>Writes a text, if standard error can be written to. Never throws: this may be the finalizer thread, where an exception would end the
    /// process.</summary>
    internal static void WriteToConsole(string text)
    {
        try
        {
            Console.Error.WriteLine(text);
        }
#pragma warning disable CA1031 // A full disk or a closed stream: there is nowhere to report it.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The report has still gone to the event source.
        }
    }

    private static bool IsPowerOfTen(long count)
    {
        while (count >= 10 && count % 10 == 0)
        {
            count /= 10;
        }

        return count == 1;
    }

    private static string TotalOf(long count, string when, string first) =>
        string.Create(CultureInfo.InvariantCulture, $"Tidepool: {count:N0} reports from one call site {when}. The first: {first}");

    /// <summary>Counts a report.</summary>
    /// <returns>How many there have been from its call site, and the first of them in short.</returns>
    private (long Count, string First) Count(MisuseReport report, Exception? failure)
    {
        string key = string.Join('\n', KeyOf(report, failure));
        using (_gate.Hold())
        {
            if (!_sites.TryGetValue(key, out Site? site))
            {
                // Where there are too many sites, those of one kind of misuse are counted together.
                key = _sites.Count < MostSites ? key : $"{report.Kind}";
                if (!_sites.TryGetValue(key, out site))
                {
                    _sites.Add(key, site = new Site(InShort(report)));
                }
            }

            return (++site.Count, site.First);
        }
    }

    private static IEnumerable<string> KeyOf(MisuseReport report, Exception? failure)
    {
        yield return $"{report.Kind} {failure?.GetType().FullName} {report.PoolName}";
        foreach (StackTrace? stack in new[] { report.RentStack, report.ReturnStack, report.MisuseStack })
        {
            yield return stack is null ? "" : string.Join('\n', CallList.CallersIn(stack));
        }
    }

    private static string InShort(MisuseReport report) =>
        (report.MisuseStack ?? report.RentStack) is { } stack && CallList.CallersIn(stack).FirstOrDefault() is { } call
            ? $"{report.Headline()}\n  at {call}"
            : report.Headline();

    /// <param name="first">The first report, as text: its stacks would keep a plug-in's assembly from being unloaded.</param>
    private sealed class Site(string first)
    {
        internal string First => first;

        internal long Count { get; set; }
    }
}
