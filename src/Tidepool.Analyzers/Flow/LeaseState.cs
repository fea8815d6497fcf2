using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Flow;

/// <summary>The state of one rental on one path.</summary>
/// <param name="Status">Its status.</param>
/// <param name="By">The operation that led to this status: the rent if it is held, the return if it is returned.</param>
/// <param name="Told">What has been reported about it on this path.</param>
/// <param name="Doubt">Whether the path may be impossible; null if nothing suggests it.</param>
internal readonly record struct LeaseState(LeaseStatus Status, IOperation? By, Told Told = Told.Nothing, Doubt? Doubt = null)
{
    /// <inheritdoc/>
    public bool Equals(LeaseState other) => Status == other.Status && By == other.By && Told == other.Told && Doubt == other.Doubt;

    /// <inheritdoc/>
    public override int GetHashCode() => ((((int)Status * 397) ^ (By?.GetHashCode() ?? 0)) * 397) ^ (int)Told;

    internal bool HasTold(Told fault) => (Told & fault) != 0;

    internal LeaseState With(Told fault) => this with { Told = Told | fault };
}
