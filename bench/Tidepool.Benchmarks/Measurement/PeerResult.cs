namespace Tidepool.Benchmarks.Measurement;

/// <summary>All turns of one peer in one row.</summary>
internal sealed class PeerResult(string peer, IReadOnlyList<Turn> turns)
{
    /// <summary>Gets the peer's name.</summary>
    public string Peer => peer;

    /// <summary>Gets nanoseconds per operation, over the rounds.</summary>
    public Distribution Nanoseconds { get; } = Distribution.Of(turns.Select(turn => turn.Nanoseconds));

    /// <summary>Gets bytes allocated per operation, over all rounds together.</summary>
    public double AllocatedBytes { get; } = (double)turns.Sum(turn => turn.AllocatedBytes) / turns.Sum(turn => turn.Operations);

    /// <summary>Gets bytes allocated per operation, in each round.</summary>
    public Distribution AllocatedPerRound { get; } = Distribution.Of(turns.Select(turn => (double)turn.AllocatedBytes / turn.Operations));

    /// <summary>Gets the collections of all rounds together.</summary>
    public Collections Collections { get; } = turns.Aggregate(default(Collections), (sum, turn) => sum + turn.Collections);

    /// <summary>This peer's median over the other's: below 1 is faster.</summary>
    public double RatioTo(PeerResult other) => Nanoseconds.Median / other.Nanoseconds.Median;

    /// <summary>The ratios within each round, where both had the same weather.</summary>
    public Distribution RoundRatiosTo(PeerResult other) =>
        Distribution.Of(turns.Zip(other.Turns, (mine, theirs) => mine.Nanoseconds / theirs.Nanoseconds));

    private IReadOnlyList<Turn> Turns => turns;
}
