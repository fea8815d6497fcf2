namespace Tidepool.Analyzers.Flow;

/// <summary>A place that keeps a value.</summary>
/// <param name="Kind">The kind of place.</param>
/// <param name="Key">The local, parameter, field or property; the number of a temporary; or the deposit in a collection.</param>
internal readonly record struct Slot(SlotKind Kind, object? Key)
{
    /// <inheritdoc/>
    public bool Equals(Slot other) => Kind == other.Kind && Equals(Key, other.Key);

    /// <inheritdoc/>
    public override int GetHashCode() => ((int)Kind * 397) ^ (Key?.GetHashCode() ?? 0);
}
