namespace Tidepool.Benchmarks.Reporting;

/// <summary>How figures are written, the same on the console and in files.</summary>
internal static class Figures
{
    public const string Missing = "–";

    /// <summary>Three significant digits or so: more would be noise.</summary>
    public static string Nanoseconds(double value) =>
        value.ToString(value < 10 ? "0.00" : value < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture);

    public static string Ratio(double value) => value.ToString(value < 10 ? "0.00" : value < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture);

    /// <summary>A peer's ratio to the baseline, with a question mark where the rounds contradict it; a dash without a baseline.</summary>
    public static string Ratio(PeerResult peer, PeerResult? baseline)
    {
        if (baseline is null)
        {
            return Missing;
        }

        double ratio = peer.RatioTo(baseline);
        Distribution rounds = peer.RoundRatiosTo(baseline);
        bool isSteady = ratio >= rounds.LowerQuartile && ratio <= rounds.UpperQuartile;
        return isSteady ? Ratio(ratio) : $"{Ratio(ratio)}?";
    }

    public static string Spread(Distribution ratios) => $"{Ratio(ratios.LowerQuartile)}–{Ratio(ratios.UpperQuartile)}";

    public static string Count(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Bytes(double value) => value.ToString(value < 10 ? "0.##" : "#,0", CultureInfo.InvariantCulture);

    /// <summary>The subject's time over a peer's, in bold where the subject is slower; a dash where the peer can't take part.</summary>
    public static string Marked(PeerResult subject, PeerResult? peer) => peer is null ? Missing : Marked(subject.RoundRatiosTo(peer).Median);

    public static string Marked(double ratio) => ratio > 1 ? $"**{Ratio(ratio)}**" : Ratio(ratio);

    /// <summary>The verdict in words.</summary>
    public static string Words(Verdict verdict) => verdict.Outcome switch
    {
        Outcome.Wins => $"wins, {Ratio(verdict.Ratio)} of {verdict.Rival}",
        Outcome.Even => $"even with {verdict.Rival}, {Ratio(verdict.Ratio)}",
        _ => $"LOSES to {verdict.Rival}, {Ratio(verdict.Ratio)}",
    };

    /// <summary>One sentence on the rows the pool under test wins, and on those it doesn't.</summary>
    public static string Summary(IReadOnlyList<RowResult> rows)
    {
        ILookup<Outcome?, string> names = rows.ToLookup(static row => Verdict.On(row)?.Outcome, static row => row.Workload.Name);
        return $"{PeerCatalog.Subject.Name} wins {Names(Outcome.Wins)}; is even in {Names(Outcome.Even)}; loses {Names(Outcome.Loses)}.";

        string Names(Outcome outcome) => names.Contains(outcome) ? string.Join(", ", names[outcome]) : "no row";
    }
}
