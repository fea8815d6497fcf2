using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Measurement;

/// <summary>How one row ends for the pool under test, against the fastest other peer.</summary>
internal enum Outcome
{
    /// <summary>Faster than every other peer, in at least three quarters of the rounds.</summary>
    Wins,

    /// <summary>The quartiles of the round ratios lie on both sides of 1.</summary>
    Even,

    /// <summary>Slower than some peer, in at least three quarters of the rounds.</summary>
    Loses,
}

/// <summary>An outcome, and the strongest rival it is about.</summary>
internal sealed record Verdict(Outcome Outcome, PeerResult Rival, double RatioToRival)
{
    /// <summary>The verdict on a row; null where the pool under test or a rival is missing, or no pool is measured.</summary>
    public static Verdict? On(RowResult row)
    {
        PeerResult? subject = row.Find(PeerCatalog.Subject);
        PeerResult? rival = row.Peers.Where(peer => peer != subject).MinBy(peer => peer.Nanoseconds.Median);
        if (subject is null || rival is null || !row.Workload.MeasuresPool)
        {
            return null;
        }

        Distribution ratios = subject.RoundRatiosTo(rival);
        Outcome outcome = ratios.LowerQuartile > 1 ? Outcome.Loses : ratios.UpperQuartile < 1 ? Outcome.Wins : Outcome.Even;
        return new Verdict(outcome, rival, subject.RatioTo(rival));
    }
}
