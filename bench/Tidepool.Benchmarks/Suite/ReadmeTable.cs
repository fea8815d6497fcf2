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

    private static readonly Peer[] s_rivals = [.. PeerCatalog.Basic.Where(static peer => peer != PeerCatalog.Subject)];

    /// <summary>Writes the table into a file that has its marks; does nothing to any other.</summary>
    public static void Write(Provenance from, IReadOnlyList<RowResult> rows, RowResult tails, FileInfo readme)
    {
        string text = readme.Exists ? File.ReadAllText(readme.FullName) : string.Empty;
        int begin = text.IndexOf(Begin, StringComparison.Ordinal);
        int end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin >= 0 && end > begin)
        {
            File.WriteAllText(readme.FullName, $"{text[..begin]}{Begin}{Table(from, rows, tails)}{text[end..]}");
        }
    }

    private static Markdown Table(Provenance from, IReadOnlyList<RowResult> rows, RowResult tails) => new Markdown()
        .Table(
            ["", $">{PeerCatalog.Subject.Name}, ns", .. s_rivals.Select(static rival => $">÷ {rival.Name}")],
            from label in s_rows
            join row in rows on label.Row equals row.Workload.Name
            let subject = row.Subject
            select (IEnumerable<string>)
                [label.Label, Figures.Nanoseconds(subject.Nanoseconds.Median), .. s_rivals.Select(rival => Figures.Marked(subject, row.Find(rival)))])
        .Paragraph(TailSentence(tails))
        .Paragraph(
            "Median ratios of time; below 1, Tidepool is faster, and **bold** is where it loses. Every check is on. "
            + $"{from.Machine}; {from.OperatingSystem}; SDK {from.Sdk}; {from.Runtime}; commit {from.Commit}; {from.Date}.");

    /// <summary>What a table of medians hides.</summary>
    private static string TailSentence(RowResult tails)
    {
        IEnumerable<string> slowest = PeerCatalog.Basic.Select(tails.Find).OfType<PeerResult>()
            .Select(static tail => $"{tail.Percentile(TailPercentile) / 1_000:#,0} µs with {tail.Peer}");
        return $"Of a server's single operations, all but one in 10,000 took at most {string.Join(", ", slowest)} ([tails](docs/benchmarks.md#tails)).";
    }
}
