using System.Globalization;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Reporting;

/// <summary>How figures are written, the same on the console and in files.</summary>
internal static class Figures
{
    private const string Missing = "–";

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

    /// <summary>The quartiles of a peer's round ratios to the baseline; a dash without a baseline.</summary>
    public static string Spread(PeerResult peer, PeerResult? baseline) =>
        baseline is null ? Missing : Spread(peer.RoundRatiosTo(baseline));

    public static string Spread(Distribution ratios) => $"{Ratio(ratios.LowerQuartile)}–{Ratio(ratios.UpperQuartile)}";

    public static string Bytes(double value) => value.ToString(value < 10 ? "0.##" : "#,0", CultureInfo.InvariantCulture);

    /// <summary>The verdict in words.</summary>
    public static string Words(Verdict verdict) => verdict.Outcome switch
    {
        Outcome.Wins => $"wins, {Ratio(verdict.RatioToRival)} of {verdict.Rival.Peer}",
        Outcome.Even => $"even with {verdict.Rival.Peer}, {Ratio(verdict.RatioToRival)}",
        _ => $"LOSES to {verdict.Rival.Peer}, {Ratio(verdict.RatioToRival)}",
    };

    /// <summary>One sentence on the rows the pool under test doesn't win; null where it wasn't measured.</summary>
    public static string? Summary(IReadOnlyList<RowResult> rows)
    {
        (RowResult Row, Verdict? Verdict)[] judged = [.. rows.Select(row => (row, Verdict.On(row))).Where(pair => pair.Item2 is not null)];
        if (judged.Length == 0)
        {
            return null;
        }

        return $"{PeerCatalog.Subject} wins {Names(Outcome.Wins)}; is even in {Names(Outcome.Even)}; loses {Names(Outcome.Loses)}.";

        string Names(Outcome outcome)
        {
            string[] names = [.. judged.Where(pair => pair.Verdict?.Outcome == outcome).Select(pair => pair.Row.Workload.Name)];
            return names.Length == 0 ? "no row" : string.Join(", ", names);
        }
    }
}
