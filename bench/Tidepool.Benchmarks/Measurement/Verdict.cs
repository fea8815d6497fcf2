namespace Tidepool.Benchmarks.Measurement;

/// <summary>How one row ends for the pool under test, against all other peers.</summary>
internal enum Outcome
{
    /// <summary>Faster than every other peer in at least three quarters of the rounds.</summary>
    Wins,

    /// <summary>Slower than no peer in three quarters of the rounds, and not faster than all of them in as many.</summary>
    Even,

    /// <summary>Slower than some peer in at least three quarters of the rounds.</summary>
    Loses,
}

/// <summary>An outcome, and the rival that decides it: the one furthest ahead, or the least behind.</summary>
/// <param name="Outcome">How the row ends.</param>
/// <param name="Rival">The rival's name.</param>
/// <param name="Ratio">The time of the pool under test over the rival's.</param>
internal sealed record Verdict(Outcome Outcome, string Rival, double Ratio)
{
    /// <summary>The verdict on a row; null where the pool under test or a rival is missing, or no pool is measured.</summary>
    public static Verdict? On(RowResult row)
    {
        if (row.Subject is not { } subject || row.Peers.Count < 2 || !row.Workload.MeasuresPool)
        {
            return null;
        }

        // The control is no pool that anyone could use instead.
        (string Rival, Distribution Ratio)[] ratios =
        [
            .. row.Peers.Where(peer => peer != subject && peer.Peer != PeerCatalog.ThreadStack.Name).Select(peer => (peer.Peer, subject.RoundRatiosTo(peer))),
        ];
        (string Rival, Distribution Ratio)[] lost = [.. ratios.Where(static pair => pair.Ratio.LowerQuartile > 1)];
        Outcome outcome = lost.Length > 0 ? Outcome.Loses : ratios.All(static pair => pair.Ratio.UpperQuartile < 1) ? Outcome.Wins : Outcome.Even;
        (string rival, Distribution ratio) = (lost.Length > 0 ? lost : ratios).MaxBy(static pair => pair.Ratio.Median);
        return new Verdict(outcome, rival, ratio.Median);
    }
}
