using System.Globalization;
using System.Text;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Reporting;
using Tidepool.Benchmarks.Tails;

namespace Tidepool.Benchmarks.Suite;

/// <summary>The short table of the README, between two comments that mark its place.</summary>
internal static class ReadmeTable
{
    private const string Begin = "<!-- benchmarks: written by the suite -->";
    private const string End = "<!-- end of benchmarks -->";

    private const double TailPercentile = 99.99;

    private static readonly (string Row, string Label)[] s_rows =
    [
        ("pair", "rent 4,096 B, touch, return"),
        ("using", "200 B in a `using` block"),
        ("nested-16", "16 × 4,096 B held at once"),
        ("mixed", "64 B–1 MiB, mixed"),
        ("pools-2", "two pools in turn"),
        ("pools-100", "100 pools in turn"),
        ("handoff-256", "rented here, returned on another thread"),
        ("hop", "`await` between rent and return"),
        ("larson", "a server's random replacement, threads that end"),
        ("mstress", "phases, unequal threads, contents verified"),
        ("msgpass", "messages through channels, proxies between"),
    ];

    private static readonly Peer[] s_rivals = [.. PeerCatalog.Basic.Where(static peer => peer.Name != PeerCatalog.Subject)];

    /// <summary>Writes the table into a file that has its marks; does nothing to any other.</summary>
    public static void Write(SuiteResult result, FileInfo readme)
    {
        if (!readme.Exists)
        {
            return;
        }

        string text = File.ReadAllText(readme.FullName);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal);
        int end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin >= 0 && end > begin)
        {
            File.WriteAllText(readme.FullName, $"{text[..begin]}{Begin}\n{Table(result)}{text[end..]}");
        }
    }

    /// <summary>What a table of medians hides.</summary>
    private static string TailSentence(IReadOnlyList<TailResult> tails)
    {
        IEnumerable<string> slowest = tails.Where(static tail => tail.Peer == PeerCatalog.Subject || s_rivals.Any(rival => rival.Name == tail.Peer))
            .Select(static tail => string.Create(CultureInfo.InvariantCulture, $"{tail.Nanoseconds(TailPercentile) / 1_000:#,0} µs with {tail.Peer}"));
        return $"Of a server's single operations, all but one in 10,000 took at most {string.Join(", ", slowest)} ([tails](docs/benchmarks.md#tails)).";
    }

    private static string Table(SuiteResult result)
    {
        StringBuilder table = new();
        table.Append("| | ").Append(PeerCatalog.Subject).Append(", ns | of ").AppendJoin(" | of ", s_rivals.Select(static peer => peer.Name)).Append(" |\n|---|--:|");
        table.Insert(table.Length, "--:|", s_rivals.Length).Append('\n');
        foreach ((string name, string label) in s_rows)
        {
            RowResult row = result.Rows.Single(row => row.Workload.Name == name);
            PeerResult subject = row.Peers.Single(static peer => peer.Peer == PeerCatalog.Subject);
            table.Append("| ").Append(label).Append(" | ").Append(Figures.Nanoseconds(subject.Nanoseconds.Median)).Append(" | ")
                .AppendJoin(" | ", s_rivals.Select(rival => SpeedTables.Ratio(subject, row.Find(rival.Name)))).Append(" |\n");
        }

        Provenance from = result.Provenance;
        return table.Append('\n').Append(TailSentence(result.Tails)).Append(CultureInfo.InvariantCulture, $"\n\nMedian ratios of time; below 1, Tidepool is faster, and **bold** is where it loses. Every check is on. {from.Machine}; {from.OperatingSystem}; SDK {from.Sdk}; ")
            .Append(CultureInfo.InvariantCulture, $"{from.Runtime}; commit {from.Commit}; {from.Date}.\n").ToString();
    }
}
